"""Special methods that a class takes from another built-in type than the one it is derived from."""

import datetime, enum


class A(int):
    __str__ = object.__str__
    __repr__ = object.__repr__
    __hash__ = object.__hash__


class B(list):
    __eq__ = object.__eq__
    __len__ = list.__len__
    __repr__ = list.__repr__


class C(dict):
    __getattribute__ = object.__getattribute__
    __setattr__ = object.__setattr__
    __init__ = dict.__init__


class D(str):
    __str__ = object.__str__
    __repr__ = str.__repr__


class E(bool.__base__):
    __add__ = int.__sub__
    __bool__ = int.__bool__


class F(datetime.date):
    __str__ = object.__str__

    def __repr__(self):
        return "F.test"


class G(float):
    __lt__ = int.__lt__


class H(Exception):
    __str__ = object.__str__


class I(tuple):
    __iter__ = list.__iter__


class J(list):
    __iter__ = list.__iter__
    __contains__ = tuple.__contains__


print(
    str(A(5))[:20],
    repr(A(5))[:20],
    A(5) + 1,
    {A(5): 1}.get(5),
    B([1]) == [1],
    len(B([1])),
    B([1]),
    C(a=1),
    D("x"),
    str(D("x")),
    repr(D("x")),
    E(5) + 3,
    str(F(2009, 1, 1)),
)
for f in (
    lambda: G(1) < G(2),
    lambda: G(1) < 2,
    lambda: str(H("a"))[:8],
    lambda: list(I((1,))),
    lambda: list(J([1])),
    lambda: 1 in J([1]),
):
    try:
        print(f())
    except TypeError as e:
        print(e)


class W(enum.Enum):
    a = 1
    __str__ = object.__str__
    __hash__ = object.__hash__


print(W.a, {W.a: 2}[W.a])
