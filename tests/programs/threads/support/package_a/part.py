from package_a import whole

name = "part of " + str(whole)
