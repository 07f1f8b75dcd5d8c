"""Operators that a class takes from a base after a built-in one, which has others."""

import collections


class Right:
    def __radd__(self, o):
        return "radd"

    def __mod__(self, o):
        return "mod"

    def __rsub__(self, o):
        return "rsub"

    def __imatmul__(self, o):
        return "imatmul"

    def __invert__(self):
        return "invert"

    def __lt__(self, o):
        return "lt"

    def __delitem__(self, key):
        print("deleted", key)

    def __delattr__(self, name):
        print("deleted", name)

    def __set__(self, instance, value):
        print("set", value)


class Text(str):
    pass


def attempt(label, f):
    try:
        print(label, f())
    except TypeError as e:
        print(label, "TypeError", e)


def imatmul(o):
    o @= 1
    return o


for base in (str, Text, list, tuple, bytes, bytearray, int, float, complex, dict, set, frozenset, collections.deque):
    kinds = {
        "after": type("After", (base, Right), {}),
        "before": type("Before", (Right, base), {}),
        "none": type("None", (base,), {}),
    }
    for order, kind in kinds.items():
        name = f"{base.__name__} {order}"
        attempt(name + " 0 +", lambda: 0 + kind())
        attempt(name + " [] +", lambda: None if base is list else [] + kind())
        attempt(name + " %", lambda: None if base in (int, float) else kind() % (1,))
        attempt(name + " 'a' -", lambda: "a" - kind())
        attempt(name + " @=", lambda: imatmul(kind()))
        attempt(name + " ~", lambda: ~kind())
        attempt(name + " <", lambda: kind() < kind())
        o = kind()
        if order != "none":
            del o.anything
        attempt(
            name + " del o[0]",
            lambda: o.__delitem__(0) if base in (str, Text, tuple, bytes) and order != "none" else None,
        )
        print(name, [hasattr(base, n) for n in ("__add__", "__radd__", "__mul__", "__rmul__")])


class Late:
    pass


class Both(dict, Late):
    pass


attempt("late", lambda: Both() + 1)
Late.__add__ = lambda self, o: "added late"
attempt("late", lambda: Both() + 1)
del Late.__add__
attempt("late", lambda: Both() + 1)


class Values(list):
    def __sub__(self, o):
        return "sub"


attempt("product", lambda: Values() * Values())
attempt("product", lambda: Values([1]) * 2)
attempt("sum", lambda: Values([1]) + Values([2]))


class Descriptor(int, Right):
    pass


class Owner:
    x = Descriptor(7)


o = Owner()
o.x = 3
print(o.__dict__)
