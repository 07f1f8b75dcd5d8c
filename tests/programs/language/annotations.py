# Annotations: of functions, classes, modules and locals; lazily evaluated.
def f(a: int, b: "text" = 1, *args: float, c: list[int] = (), **kw: dict) -> None:
    local: int = 5
    unset: undefined_name
    return local


print(sorted(f.__annotations__), f.__annotations__["a"], f.__annotations__["b"], f.__annotations__["return"], f(1))


class C:
    x: int = 1
    y: "str"
    z: undefined_later

    def method(self, other: "C") -> "C": ...


print(C.x, hasattr(C, "y"), C.method.__annotations__)
try:
    C.__annotations__
except NameError as error:
    print(error)
undefined_later = float
print(C.__annotations__)
count: int = 3
name: str
print(count, __annotations__ if False else "", "name" in globals())
try:
    name
except NameError as error:
    print(error)


def no_annotations(): ...


print(no_annotations.__annotations__)


class Box: ...


box = Box()
box.value: int = 4
items = [0]
items[0]: int = 7
(paren): int = 8
print(box.value, items, paren)


def evaluated(tag):
    print("evaluated", tag)
    return int


def lazy(a: evaluated("a")): ...


print("defined")
print(lazy.__annotations__)
print(lazy.__annotations__ is lazy.__annotations__)
lazy.__annotations__ = {"changed": 1}
print(lazy.__annotations__)


def unbound_local():
    try:
        v
    except UnboundLocalError as error:
        print(error)
    v: int


unbound_local()
lambda_with_default = lambda x=(y := 5): x
print(lambda_with_default(), y)
