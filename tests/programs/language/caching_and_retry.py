# Decorators of everyday use: memo, retry, timing out by count, validation, registration by class.
def memo(function):
    cache = {}

    def wrapper(*args):
        if args not in cache:
            cache[args] = function(*args)
        return cache[args]

    wrapper.cache = cache
    return wrapper


@memo
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), len(fib.cache))


class retry:
    def __init__(self, times, *errors):
        self.times, self.errors = times, errors or (Exception,)

    def __call__(self, function):
        def wrapper(*args, **kwargs):
            history = []
            for attempt in range(1, self.times + 1):
                try:
                    return function(*args, **kwargs)
                except self.errors as error:
                    history.append(error)
                    print("attempt", attempt, "failed:", error)
            raise RuntimeError(f"gave up after {len(history)}") from history[-1]

        return wrapper


calls = 0


@retry(3, ValueError, KeyError)
def flaky(until):
    global calls
    calls += 1
    if calls < until:
        raise ValueError(f"call {calls}")
    return f"worked at call {calls}"


print(flaky(2))
try:
    flaky(99)
except RuntimeError as error:
    print(error, "|", repr(error.__cause__))


def checked(**kinds):
    def decorate(function):
        names = function.__code__.co_varnames[: function.__code__.co_argcount]

        def wrapper(*args, **kwargs):
            for name, value in {**dict(zip(names, args)), **kwargs}.items():
                kind = kinds.get(name)
                if kind and not isinstance(value, kind):
                    raise TypeError(f"{function.__name__}: {name}={value!r} is no {kind.__name__}")
            return function(*args, **kwargs)

        return wrapper

    return decorate


@checked(a=int, b=str)
def repeat(a, b="x", c=None):
    return b * a


print(repeat(2, "ab"), repeat(a=3))
for args in ((2, 3), ("2",)):
    try:
        repeat(*args)
    except TypeError as error:
        print(error)


class Lru:
    def __init__(self, size):
        self.size, self.data = size, {}

    def __getitem__(self, key):
        value = self.data.pop(key)
        self.data[key] = value
        return value

    def __setitem__(self, key, value):
        self.data.pop(key, None)
        self.data[key] = value
        while len(self.data) > self.size:
            del self.data[next(iter(self.data))]

    def __contains__(self, key):
        return key in self.data


cache = Lru(2)
cache["a"], cache["b"] = 1, 2
cache["a"]
cache["c"] = 3
print("a" in cache, "b" in cache, list(cache.data))


class once:
    def __init__(self, method):
        self.method = method

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner):
        if instance is None:
            return self
        print("computing", self.name)
        value = instance.__dict__[self.name] = self.method(instance)
        return value


class Data:
    @once
    def size(self):
        return 42


d = Data()
print(d.size, d.size, Data.size.name)
