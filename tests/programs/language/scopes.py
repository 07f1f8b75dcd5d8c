# global, nonlocal, shadowing, free variables of nested functions and classes, del of names.
x = "module"


def reads():
    return x


def writes():
    x = "local"
    return x, reads()


def declares():
    global x, created
    x = "changed"
    created = "by function"


print(reads(), writes())
declares()
print(x, created)


def levels():
    a = 1

    def two():
        nonlocal a
        a += 1
        b = a

        def three():
            nonlocal a, b
            a += 10
            b += 100
            return a, b

        return three(), a, b

    return two(), a


print(levels())


def early():
    try:
        print(y)
    except UnboundLocalError as error:
        print(type(error).__name__, error)
    y = 1
    del y
    try:
        y
    except UnboundLocalError as error:
        print(error)
    try:
        del y
    except UnboundLocalError as error:
        print(error)


early()
try:
    del never_was
except NameError as error:
    print(error)
temp = 1
del temp
try:
    temp
except NameError as error:
    print(error)


def cell():
    value = 1

    def inner():
        return value

    print(inner())
    del value
    try:
        inner()
    except NameError as error:
        print(type(error).__name__, error)
    value = 2
    return inner()


print(cell())


def class_scope():
    name = "function"

    class C:
        name = "class"

        def method(self):
            return name

        class Inner:
            other = name

    return C().method(), C.name, C.Inner.other


print(class_scope())


class Global:
    global made_in_class
    made_in_class = 5
    x = x


print(made_in_class, Global.x, hasattr(Global, "made_in_class"))


def parameter(x):
    def inner():
        nonlocal x
        x += 1
        return x

    return inner


p = parameter(10)
print(p(), p(), p.__code__.co_freevars, p.__closure__[0].cell_contents)


def loops():
    functions = []
    for i in range(3):

        def f(i=i):
            return i

        functions.append((f, lambda: i))
    return [(f(), g()) for f, g in functions]


print(loops())
len = lambda o: "shadowed"
print(len([]))
del len
print(len([]))


def global_in_nested():
    z = "enclosing"

    def inner():
        global z
        z = "global z"

    inner()
    return z


print(global_in_nested(), z)
print(sorted(k for k in globals() if k in ("x", "z", "made_in_class")), "a" in dir())


def show_locals(a, b=2):
    c = 3

    def uses():
        return c

    return sorted(locals().items(), key=lambda kv: kv[0])[:3]


print(show_locals(1))


def recursive(n):
    return n and recursive(n - 1) + n


print(recursive(10))
try:
    print(__name__, __file__.split("/")[-1], __doc__)
    print(__debug__)
except NameError as error:
    print(error)


def except_scope():
    error = "before"
    try:
        1 / 0
    except ZeroDivisionError as error:
        f = lambda: error
        print(f())
    try:
        f()
    except NameError as e:
        print(e)


except_scope()
