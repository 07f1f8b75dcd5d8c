"""Which instances can be referred to weakly, and what classes say of it."""

import collections
import weakref


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


class Plain:
    pass


class Bare:
    __slots__ = ()


class Asked:
    __slots__ = ("x", "__weakref__")


class Under(Asked):
    __slots__ = ()


class Open(Bare):
    pass


p = Plain()
print(p.__weakref__)
r = weakref.ref(p)
print(p.__weakref__ is r, "__weakref__" in vars(Plain), "__weakref__" in vars(Open), "__weakref__" in vars(Under))
for make in Plain, Asked, Under, Open:
    x = make()
    print(make.__name__, weakref.ref(x)() is x, weakref.proxy(x) == x)
for make in Bare, object, int, list, dict, tuple, str, bytes, complex, bytearray:
    attempt(lambda: weakref.ref(make()))
for base in list, dict, str, float, set, collections.deque, Exception:
    x = type("X", (base,), {})()
    y = type("Y", (base,), {"__slots__": ()})
    print(base.__name__, weakref.ref(x)() is x, y.__weakrefoffset__ != 0)
attempt(lambda: weakref.ref(type("N", (int,), {})()))
attempt(lambda: type("X", (Plain,), {"__slots__": ["__weakref__"]}))
attempt(lambda: type("X", (Plain,), {"__slots__": ["__dict__"]}))
attempt(lambda: type("X", (), {"__slots__": ["__dict__", "__dict__"]}))
attempt(lambda: type("X", (int,), {"__slots__": ["a"]}))
print(type("X", (tuple,), {"__slots__": ["a"]}).__slots__)
p.x = 1
del p.__dict__
print(vars(p), hasattr(p, "x"))
