# Defaults are evaluated once, where the function is defined; binding follows position, then keyword, then default.
def log(text):
    print("default:", text)
    return text


def greet(name, greeting=log("Hello"), *, mark="!", times=1):
    return ", ".join([f"{greeting} {name}{mark}"] * times)


print(greet("Ada"))
print(greet("Ada", "Hi", times=2))
print(greet(greeting="Hey", name="Bo", mark="?"))


def collect(item, into=[]):
    into.append(item)
    return into


print(collect(1), collect(2), collect(3, []), collect(4))
print(collect.__defaults__, greet.__kwdefaults__)


def every(a, b=2, /, c=3, *rest, d, e=5, **more):
    return a, b, c, rest, d, e, more


print(every(1, d=4))
print(every(1, 20, 30, 40, 50, d=4, f=6, g=7))
print(every(*(1, 2), **{"d": 0, "a": "kw a", "b": "kw b"}))
print(every(*[1], *(2, 3), *range(4, 6), d=1, **{"x": 1}, **{"y": 2}))


def show(call):
    try:
        print(call())
    except TypeError as error:
        print(f"TypeError: {error}")


show(lambda: every())
show(lambda: every(1))
show(lambda: greet())
show(lambda: greet(1, 2, 3))
show(lambda: greet("x", colour="red"))
show(lambda: greet("x", name="y"))
show(lambda: greet(greeting="y"))
show(lambda: greet("x", greetin="y"))


def only(a, /):
    return a


show(lambda: only(a=1))
show(lambda: only())
show(lambda: only(1, 2))


def named(*, a, b):
    return a, b


show(lambda: named())
show(lambda: named(a=1))
show(lambda: named(1, a=1, b=2))
show(lambda: named(**{"a": 1}, **{"a": 2}))
show(lambda: named(**5))
show(lambda: named(*5))
show(lambda: named(**{1: 2}))
five = 5
show(lambda: five())
greet.__defaults__ = None
show(lambda: greet("x"))
named.__kwdefaults__ = {"a": 10, "b": 20}
show(lambda: named())
