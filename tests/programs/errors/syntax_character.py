x = 5
y = x “ 3
