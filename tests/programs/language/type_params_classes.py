# Classes with type parameters (PEP 695), and what `typing` makes of them.
from typing import Generic, TypeVar, get_args, get_origin


class Box[T]:
    content: T

    def __init__(self, content: T):
        self.content = content

    def map[U](self, f) -> "Box[U]":
        return Box(f(self.content))

    @classmethod
    def of(cls, content: T) -> T:
        return cls(content)

    def here(self):
        return T


print(Box.__type_params__, Box.__parameters__, Box.__orig_bases__, Box.__bases__)
print(Box[int], get_origin(Box[int]), get_args(Box[int]))
b = Box[int](3)
print(b.content, b.__orig_class__, b.map(str).content, Box.of("x").content)
print(b.here() is Box.__type_params__[0], Box.__annotations__, Box.map.__qualname__)
print(Box.map.__type_params__, Box.__init__.__annotations__["content"] is b.here())


class Pair[A, B = A](Box[A]):
    pass


print(Pair[int, str], Pair.__mro__[1:], Pair.__orig_bases__)
print(Pair[int])


class Meta(type):
    def __new__(mcls, name, bases, ns, **kwargs):
        print("making", name, [b.__name__ for b in bases], kwargs, "__type_params__" in ns)
        return super().__new__(mcls, name, bases, ns)


class WithMeta[T](metaclass=Meta, extra=1):
    pass




print(WithMeta.__dict__["__type_params__"], type(WithMeta[int]).__name__)


class Named[*Ts, **P]:
    pass


print(Named.__type_params__, Named.__parameters__)


class Outer[T]:
    class Inner[U]:
        def both(self):
            return T, U

    x = [T for _ in range(1)][0]

    def shadow[T](self):
        return T


t, u = Outer.Inner().both()
print(t is Outer.__type_params__[0], u is Outer.Inner.__type_params__[0], Outer.x is t, Outer().shadow() is t)
print(Outer.Inner.__qualname__, Outer.Inner[int])


class Private[__T]:
    def get(self):
        return __T

    y: __T


print(Private().get(), Private.__annotations__)


class Bound[T: Later, S: (int, str) = int]:
    pass


class Later:
    pass


T, S = Bound.__type_params__
print(T.__bound__, S.__constraints__, S.__default__)

X = TypeVar("X")


class Old(Generic[X]):
    pass


print(Old[int], Old[list[X]][str], Old.__parameters__)
for bad in ("Old[int, str]", "Box[int, str]", "Box[()]", "Generic[int]", "Old[int][str]"):
    try:
        print(eval(bad))
    except TypeError as e:
        print(bad, "->", e)
try:
    class Wrong[T](Generic[T]):
        pass
except TypeError as e:
    print(e)
