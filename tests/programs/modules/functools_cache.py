from functools import cache, cached_property, lru_cache


@lru_cache(maxsize=None)
def fib(n):
    """The n-th Fibonacci number."""
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print([fib(n) for n in range(16)], fib.cache_info())
fib.cache_clear()
print(fib.cache_info(), fib.__name__, fib.__doc__, fib.__wrapped__(1), fib.cache_parameters())
calls = []


@lru_cache(maxsize=3)
def square(x):
    calls.append(x)
    return x * x


for x in (1, 2, 3, 1, 4, 2, 1, 5):
    square(x)
print(calls, square.cache_info())


@lru_cache
def typed_not(x, y=0, **kw):
    calls.append((x, y))
    return (x, y, kw)


calls.clear()
typed_not(1), typed_not(1.0), typed_not(True), typed_not(1, y=0), typed_not(y=0, x=1), typed_not(x=1, y=0), typed_not(1, z=2)
print(calls, typed_not.cache_info())


@lru_cache(maxsize=None, typed=True)
def typed(x):
    calls.append(x)
    return x


calls.clear()
typed(1), typed(1.0), typed(True), typed(1), typed("1")
print(calls, typed.cache_info())


@cache
def fact(n):
    return n * fact(n - 1) if n else 1


print(fact(20), fact.cache_info(), fact.cache_parameters())


@lru_cache(maxsize=0)
def never(x):
    return x


never(1), never(1)
print(never.cache_info())


class Data:
    def __init__(self, values):
        self.values = values

    @cached_property
    def total(self):
        """The sum."""
        calls.append("summed")
        return sum(self.values)

    @lru_cache(maxsize=10)
    def scaled(self, by):
        calls.append(("scaled", by))
        return [v * by for v in self.values]


calls.clear()
d = Data([1, 2, 3])
print(d.total, d.total, d.__dict__, calls, Data.total.__doc__)
d.values = [10]
print(d.total)
del d.total
print(d.total, d.scaled(2), d.scaled(2), d.scaled(3), calls, Data.scaled.cache_info())


class Slotted:
    __slots__ = ()

    @cached_property
    def x(self):
        return 1


for bad in (lambda: lru_cache("a"), lambda: square([]), lambda: square(), lambda: Slotted().x, lambda: square.cache_clear(1)):
    try:
        bad()
    except TypeError as e:
        print("TypeError", e)


@cache
def failing(x):
    calls.append(x)
    raise ValueError(x)


calls.clear()
for _ in range(2):
    try:
        failing(1)
    except ValueError:
        pass
print(calls, failing.cache_info())
