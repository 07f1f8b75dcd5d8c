# Closures share variables, not values.
def counter():
    count = 0

    def step(by=1):
        nonlocal count
        count += by
        return count

    return step


a, b = counter(), counter()
print(a(), a(5), b(), a())

functions = [lambda: i for i in range(3)]
print([f() for f in functions])
functions = [lambda i=i: i for i in range(3)]
print([f() for f in functions])


def outer():
    x = "outer"

    def middle():
        def inner():
            nonlocal x
            x += "!"
            return x

        return inner

    return middle()


f = outer()
print(f(), f())
print(f.__name__, f.__qualname__, f.__closure__[0].cell_contents)
try:
    (lambda: undefined_name)()
except NameError as error:
    print(error)


def unset():
    def use():
        return later

    try:
        use()
    except NameError as error:
        print(error)
    later = 1
    return use()


print(unset())
