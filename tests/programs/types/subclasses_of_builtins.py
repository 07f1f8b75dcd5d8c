"""Classes built on int, str, list, dict and the rest."""
class Meters(int):
    def __new__(cls, value, unit="m"):
        self = super().__new__(cls, value)
        self.unit = unit
        return self
    def __repr__(self):
        return f"{int(self)}{self.unit}"
    def __add__(self, other):
        return Meters(int(self) + int(other), self.unit)
m = Meters(5, "km")
print(m, m + 2, m * 2, type(m * 2), m == 5, m.unit, hash(m) == hash(5), [m], int(m), m < 6, f"{m:d}", {5: "x"}[m], isinstance(m, int), range(m))
class Title(str):
    def shout(self):
        return Title(self.upper() + "!")
t = Title("hi there")
print(t, t.shout(), type(t.shout()).__name__, type(t.upper()).__name__, t[1:], type(t[1:]).__name__, t == "hi there", {"hi there": 1}[t], len(t), t + "x", "%s" % t, f"{t:>10}", "-".join([t]))
class Ratio(float):
    def __str__(self):
        return f"{float(self):.0%}"
print(Ratio(0.5), repr(Ratio(0.5)), Ratio(0.5) + 1, f"{Ratio(0.25)}", f"{Ratio(0.25):.3f}")
class Stack(list):
    def push(self, x):
        self.append(x)
    def __getitem__(self, i):
        return ("item", super().__getitem__(i))
s = Stack([1, 2])
s.push(3)
print(s, s[0], list(s), [x for x in s], sorted(s), len(s), s == [1, 2, 3])
class Config(dict):
    def __missing__(self, key):
        return f"<{key}>"
    def __setitem__(self, key, value):
        super().__setitem__(key.lower(), value)
c = Config(A=1)
c["B"] = 2
print(c, c["b"], c["zz"], c.get("zz"), "zz" in c, c | {"q": 1}, type(c | {}).__name__, {**c}, dict(c))
class Data(bytes):
    pass
print(Data(b"ab"), Data(b"ab") + b"c", type(Data(b"ab")).__name__, Data(b"x") == b"x", {b"x": 1}[Data(b"x")])
class Cmp(tuple):
    def __eq__(self, other):
        return True
    __hash__ = tuple.__hash__
print(Cmp((1,)) == 5, (1,) == Cmp((2,)), Cmp((1,)) != 5)
# A class derived from a set is named where it is given too much; one derived from an array is read as an array by its iterator.
for base in (set, frozenset, int, str, list, tuple, float):
    class Sub(base):
        pass
    for args in ((1, 2, 3, 4), ([], [])):
        for cls in (base, Sub):
            try:
                print(type(cls(*args)))
            except TypeError as error:
                print(error)
import array
class Odd(array.array):
    def __getitem__(self, i):
        return "odd"
odd = Odd("b", [1, 2])
print(list(odd), odd[5], list(reversed(odd))[:0])
# Sets of a derived class are copied and told apart by what they give as elements.
class Given(set):
    def __iter__(self):
        return iter([7])
import copy
print(Given([1]), copy.copy(Given([1])), Given([1]).__reduce__(), {7}.isdisjoint(Given([1])), {1}.isdisjoint(Given([1])))
# What is given too much or too little to `type`, `super` and `enumerate`, and to classes derived from them.
def said(make, *args, **keywords):
    try:
        print(re.sub(" at 0x[0-9a-f]*", "", repr(make(*args, **keywords))))
    except Exception as error:
        print(type(error).__name__, error)
import re
class Meta(type):
    pass
class Above(super):
    pass
class Numbered(enumerate):
    pass
for args in ((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), ("a", 1)):
    for make in (type, Meta, lambda *a, **k: type.__new__(Meta, *a, **k), lambda *a: type.__call__(type, *a)):
        said(make, *args)
    said(type, *args, z=1)
for args in ((1,), (int,), (int, 1), (int, "a"), (int, None), (int, 1, 2)):
    said(super, *args)
    said(super, *args, z=1)
said(Above, 1)
said(Above, 1, 2, 3)
for args in ((), ([],), ([], 1), ([], "a"), ([], 1, 2)):
    for keywords in ({}, {"start": 1}, {"zz": 1}, {"iterable": [], "start": 3}):
        said(lambda *a, **k: list(enumerate(*a, **k)), *args, **keywords)
        said(lambda *a, **k: list(Numbered(*a, **k)), *args, **keywords)
