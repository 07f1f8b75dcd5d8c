"""A slot without a value names the class as messages with a qualified name do: with the functions around it and its module, but for the main one."""


class Outer:
    __slots__ = ("a",)


def local():
    class Inner:
        __slots__ = ("a",)

    class Derived(Inner):
        pass

    class OfDict(dict):
        __slots__ = ("a",)

    elsewhere = type("Elsewhere", (), {"__slots__": ("a",), "__module__": "some.module"})
    renamed = type("Renamed", (), {"__slots__": ("a",), "__qualname__": "Other.name"})
    return Inner, Derived, OfDict, elsewhere, renamed


def t(f):
    try:
        print(f())
    except AttributeError as e:
        print(e)


def read(o):
    return o.a


for kind in Outer, *local():
    o = kind()
    for _ in range(10):
        t(lambda: read(o))
    t(lambda: getattr(o, "a"))
    t(lambda: kind.a.__get__(o))
    t(lambda: delattr(o, "a"))
    t(lambda: o.b)
    o.a = 1
    t(lambda: read(o))
    del o.a
    t(lambda: read(o))
