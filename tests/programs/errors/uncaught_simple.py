# The plain form: every frame, its line, and the error.
def inner(items, index):
    return items[index]


def outer():
    first = 1
    return inner([first], 5)


print("before")
outer()
print("never")
