# A misspelt keyword is named, with the place where it stands.
items = [1, 2]
for x im items:
    print(x)
