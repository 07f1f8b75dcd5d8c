# Protocols, named tuples and typed dicts.
from abc import abstractmethod
from typing import (
    NamedTuple, NotRequired, Protocol, Required, Sized, SupportsIndex, SupportsInt, TypedDict, assert_never, final,
    get_protocol_members, is_protocol, is_typeddict, override, runtime_checkable,
)


@runtime_checkable
class Closes(Protocol):
    def close(self) -> None: ...


class File:
    def close(self): pass


print(isinstance(File(), Closes), isinstance(3, Closes), issubclass(File, Closes), issubclass(int, Closes))


class HasName(Protocol):
    name: str

    @abstractmethod
    def hello(self): ...


try:
    isinstance(File(), HasName)
except TypeError as e:
    print(e)
try:
    HasName()
except TypeError as e:
    print(e)


class Explicit(HasName):
    name = "me"

    def hello(self):
        return f"hello {self.name}"


print(Explicit().hello(), is_protocol(HasName), is_protocol(Explicit), sorted(get_protocol_members(HasName)))


@runtime_checkable
class Holds[T](Protocol):
    value: T


class Thing:
    def __init__(self):
        self.value = 1


print(isinstance(Thing(), Holds), isinstance(object(), Holds), Holds[int], Holds.__parameters__)
print(isinstance(3, SupportsInt), isinstance("x", SupportsInt), isinstance([], Sized), isinstance(3, SupportsIndex))


class Point(NamedTuple):
    """A point."""

    x: int
    y: int = 0

    def norm(self):
        return abs(self.x) + abs(self.y)


p = Point(3)
print(p, p.norm(), p._replace(y=-4).norm(), Point._fields, Point._field_defaults, Point.__annotations__, Point.__doc__)
print(isinstance(p, tuple), Point.__bases__, p == (3, 0), NamedTuple("N", [("a", int)])(1))
try:
    class Bad(NamedTuple):
        x: int = 0
        y: int
except TypeError as e:
    print(e)


class Movie(TypedDict):
    title: str
    year: NotRequired[int]


class Rated(Movie, total=False):
    stars: Required[int]
    critic: str


print(Movie(title="x"), sorted(Rated.__required_keys__), sorted(Rated.__optional_keys__), Rated.__total__, is_typeddict(Rated))
print(Rated.__annotations__, Movie.__mro__, type(Movie(title="y")))
try:
    isinstance({}, Movie)
except TypeError as e:
    print(e)


class Final_:
    @final
    def f(self): pass


print(Final_.f.__final__)


class Base:
    @override
    def g(self): pass


print(Base.g.__override__)
try:
    assert_never(1)
except AssertionError as e:
    print(e)
