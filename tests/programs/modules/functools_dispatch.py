from functools import singledispatch, singledispatchmethod, update_wrapper, wraps


@singledispatch
def describe(x, prefix=""):
    """Says what it got."""
    return prefix + f"something: {x!r}"


@describe.register(int)
def _(x, prefix=""):
    return prefix + f"an int: {x}"


@describe.register
def _(x: str, prefix=""):
    return prefix + f"a str of {len(x)}"


@describe.register(list)
@describe.register(tuple)
def sequence(x, prefix=""):
    return prefix + "items: " + ", ".join(map(describe, x))


class Base:
    pass


class Derived(Base):
    pass


describe.register(Base, lambda x, prefix="": prefix + "a base")
print(describe(5), describe("abc"), describe(1.5), describe([1, "x", (2, None)]), describe(True), describe(Derived(), prefix="> "), sep="\n")
print(describe.dispatch(bool) is describe.dispatch(int), describe.dispatch(dict) is describe.dispatch(object), describe.__name__, describe.__doc__)
print(sorted(c.__name__ for c in describe.registry), describe.registry[int](7))
for bad in (lambda: describe(), lambda: describe.register(5, len), lambda: describe.register(lambda x: x) and None):
    try:
        bad()
    except TypeError as e:
        print("TypeError", str(e).split("<")[0])


class Formatter:
    @singledispatchmethod
    def show(self, x):
        return f"default {x}"

    @show.register
    def _(self, x: int):
        return f"int {x}"

    @show.register(str)
    def _(self, x):
        return f"str {x} by {type(self).__name__}"


f = Formatter()
print(f.show(1), f.show("a"), f.show(None))


def logged(fn):
    @wraps(fn)
    def wrapper(*args, **kwargs):
        """The wrapper's own."""
        return ("logged", fn(*args, **kwargs))
    return wrapper


@logged
def add(a: int, b: int = 2) -> int:
    """Adds."""
    return a + b


add.extra = 1
print(add(1), add.__name__, add.__doc__, add.__qualname__, add.__module__, add.__wrapped__(1, 1), add.__annotations__)
outer = logged(add)
print(outer.extra, outer(5), outer.__wrapped__ is add)


class Callable:
    def __call__(self):
        return "called"


w = update_wrapper(lambda: 1, Callable())
print(w.__name__, w(), type(w.__wrapped__).__name__)
