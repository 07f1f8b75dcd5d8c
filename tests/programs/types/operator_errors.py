"""Operators between types that do not go together."""
values = {"int": 1, "str": "a", "list": [1], "tuple": (1,), "dict": {}, "set": {1}, "none": None, "bytes": b"a", "float": 1.5}
operators = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b, "//": lambda a, b: a // b,
    "%": lambda a, b: a % b, "**": lambda a, b: a**b, "@": lambda a, b: a @ b, "&": lambda a, b: a & b, "<<": lambda a, b: a << b,
}
for an, a, bn, b in [(*x, *y) for x in values.items() for y in values.items()]:
    for name, f in operators.items():
        if name in "*%" and "str" in (an, bn):
            continue
        try:
            f(a, b)
        except TypeError as error:
            if name in ("+", "-", "@"):
                print(an, name, bn, error)
for action in (lambda: -"a", lambda: +[], lambda: ~1.5, lambda: "a" % 1, lambda: "a" * 1.5, lambda: [1] * "a", lambda: 1 in 2, lambda: "a" in 5, lambda: 5 in "a", lambda: (1).x):
    try:
        print(action())
    except (TypeError, AttributeError) as error:
        print(error)
x = [1]
try:
    x += 5
except TypeError as error:
    print(error)
y = (1,)
try:
    y += [1]
except TypeError as error:
    print(error)
z = "a"
try:
    z += 1
except TypeError as error:
    print(error)
n = 1
try:
    n -= "a"
except TypeError as error:
    print(error)
# A method that is None is there, and cannot be called; only some operations take it for a refusal.
def said(action):
    try:
        return action()
    except TypeError as error:
        return str(error)
class Asked:
    __radd__ = __rmul__ = __rsub__ = lambda self, other: "asked"
    __lt__ = lambda self, other: "asked"
for base in (object, int, list, str):
    for name in ("__add__", "__radd__", "__iadd__", "__mul__", "__rmul__", "__sub__", "__rsub__", "__eq__", "__lt__", "__bool__", "__len__", "__divmod__", "__rpow__"):
        C = type("C", (base,), {name: None})
        c = C()
        def added(x, y):
            x += y
            return x
        print(base.__name__, name, *(said(lambda: f(c)) for f in (
            lambda c: c + 1, lambda c: 1 + c, lambda c: c + Asked(), lambda c: Asked() + c, lambda c: [] + c, lambda c: added(c, 1), lambda c: c * 2, lambda c: 2 * c, lambda c: c - 1,
            lambda c: 1 - c, lambda c: c == c, lambda c: c != 1, lambda c: c < 1, lambda c: 1 > c, lambda c: bool(c), lambda c: not c, lambda c: divmod(c, 1), lambda c: 2**c)), sep=" | ")
# A class derived from a sequence that has a method of its own for `+` or `*` has no longer those of the sequence.
from collections import deque
for base in (list, tuple, str, bytes, bytearray, deque):
    for names in (("__add__",), ("__radd__",), ("__mul__",), ("__rmul__",), ("__imul__",), ("__iadd__",), ("__sub__",)):
        C = type("C", (base,), {n: lambda self, other: NotImplemented for n in names})
        def times(x, y):
            x *= y
            return x
        print(base.__name__, names[0], *(said(lambda: f(C())) for f in (
            lambda c: c + 1, lambda c: 1 + c, lambda c: base() + c, lambda c: c * 2 == base(), lambda c: 2 * c == base(), lambda c: added(c, 1), lambda c: times(c, 2) == base(),
            lambda c: times(Asked(), c), lambda c: times(1.5, c))), sep=" | ")
print(said(lambda: deque() + 3), said(lambda: deque() * deque()))
