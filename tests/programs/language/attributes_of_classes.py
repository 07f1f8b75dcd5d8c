"""Attributes of classes with metaclasses, read again and again while class and metaclass change: nothing that was found before may stay."""

import abc
import enum


class Meta(type):
    pass


class C(metaclass=Meta):
    x = 1

    def f(self):
        return "f"

    @classmethod
    def g(cls):
        return cls.__name__

    @property
    def p(self):
        return "p"


def many(f):
    for _ in range(50):
        got = f()
    return got


def read():
    return C.x


def call():
    return C.f(C())


class Data:
    def __get__(self, instance, owner):
        return "data"

    def __set__(self, instance, value):
        pass


print(many(read))
C.x = 2
print(many(read))
for first in property(lambda c: "meta"), Data(), 5:
    Meta.x = first
    print(many(read))
    del Meta.x
    print(many(read))
Meta.__getattribute__ = lambda c, name: "asked " + name
print(many(read))
del Meta.__getattribute__
print(many(read))
Meta.__getattr__ = lambda c, name: "missing " + name
print(many(read), many(lambda: C.nope))
del Meta.__getattr__
print(many(read))
try:
    many(lambda: C.nope)
except AttributeError as e:
    print(e)
print(many(call), many(lambda: C.g()), many(lambda: C().f()), type(many(lambda: C.p)))
Meta.f = lambda c: "meta"
print(many(call))
Meta.f = property(lambda c: lambda *args: "of the metaclass")
print(many(call))
del Meta.f
print(many(call))


class Other(type):
    x = property(lambda c: "other")
    y = 7


def read_y():
    return C.y


C.__class__ = Other
print(many(read), many(read_y))


class Base(metaclass=Meta):
    z = 1


class Derived(Base):
    pass


def read_z():
    return Derived.z


print(many(read_z))
Base.z = 2
print(many(read_z))
Derived.z = 3
print(many(read_z))
del Derived.z
print(many(read_z))


class Far(Meta):
    pass


class K(metaclass=Far):
    w = 1


def read_w():
    return K.w


print(many(read_w))
Meta.w = property(lambda c: "from afar")
print(many(read_w))
del Meta.w
print(many(read_w))
type.__setattr__(Meta, "w", property(lambda c: "again"))
print(many(read_w))
type.__delattr__(Meta, "w")
print(many(read_w))


class E(enum.Enum):
    A = 1
    B = 2

    @classmethod
    def first(cls):
        return cls.A


print(many(lambda: E.A), many(lambda: E.A.value), many(lambda: E.A.name), many(lambda: E.first()), many(lambda: E(1)), many(lambda: E["B"]))
try:
    many(lambda: E.C)
except AttributeError as e:
    print(e)


class Abstract(abc.ABC):
    v = 1

    @abc.abstractmethod
    def m(self): ...


def read_v():
    return Abstract.v


print(many(read_v))
Abstract.v = 2
print(many(read_v))
Abstract.register(int)
print(many(read_v), many(lambda: Abstract.__name__), many(lambda: Abstract.__abstractmethods__))


class Asks(type):
    def __getattribute__(cls, name):
        return "all " + name


class Asked(metaclass=Asks):
    q = 1


print(many(lambda: Asked.q))
