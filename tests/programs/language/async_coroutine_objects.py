# Coroutine objects by hand: states, attributes, sending, throwing, closing, and what cannot be awaited.
import sys
import types


@types.coroutine
def wait(value):
    return (yield value)


async def inner(x):
    try:
        got = await wait(x)
    except KeyError as e:
        got = ("caught", e.args)
    return got


async def outer(x):
    "Documentation."
    first = await inner(x)
    second = await inner(first)
    return first, second


c = outer(1)
print(type(c).__name__, c.__name__, c.__qualname__, c.cr_code is outer.__code__, outer.__doc__)
print(c.cr_state, c.cr_running, c.cr_suspended, c.cr_await, c.cr_origin, c.cr_frame is not None)
print(c.send(None), c.cr_state, c.cr_suspended, type(c.cr_await).__name__, c.cr_await.__name__)
print(type(c.cr_await.cr_await).__name__, c.cr_await.cr_await.__name__)
print(c.send("a"))
try:
    c.throw(KeyError("k"))
except StopIteration as e:
    print(e.value)
print(c.cr_state, c.cr_frame, c.cr_await, c.close())
for again in (lambda: c.send(None), lambda: c.throw(ValueError), lambda: next(c.__await__())):
    try:
        again()
    except RuntimeError as e:
        print(e)

for f, what in ((outer, "coroutine function"), (wait, "marked"), ((lambda: (yield)), "generator"), (lambda: 1, "plain")):
    print(what, f.__code__.co_flags & 0x3a0)
print(outer.__code__.co_flags & 128, types.coroutine(outer) is outer, types.coroutine(wait) is wait)

c = outer(1)
w = c.__await__()
print(type(w).__name__, iter(w) is w, next(w), w.send("x"))
try:
    w.throw(ValueError("through the wrapper"))
except ValueError as e:
    print(repr(e), c.cr_state)
print(w.close())

try:
    outer(1).send("early")
except TypeError as e:
    print(e)


async def myself():
    me.send(None)


me = myself()
try:
    me.send(None)
except ValueError as e:
    print(e)


async def ignores():
    while True:
        try:
            await wait(1)
        except GeneratorExit:
            print("no")
            break
    await wait(2)


c = ignores()
c.send(None)
try:
    c.close()
except RuntimeError as e:
    print(e)


async def tidies():
    try:
        await wait(1)
    finally:
        print("tidy")


c = tidies()
c.send(None)
c.close()
c = tidies()
c.close()
c = tidies()
try:
    c.throw(OSError("before it began"))
except OSError as e:
    print(repr(e), c.cr_state)


def guarded():
    try:
        yield
    finally:
        print("never begun, never tidied")


for error in (OSError("into a generator"), StopIteration("into a generator")):
    g = guarded()
    try:
        g.throw(error)
    except (OSError, StopIteration) as e:
        print(repr(e), g.gi_state, list(g))


# What can be awaited, and what cannot.
class ByGenerator:
    def __await__(self):
        got = yield "from __await__"
        return got


class ByIterator:
    def __await__(self):
        return iter([1, 2])


class ByList:
    def __await__(self):
        return [1]


class ByCoroutine:
    def __await__(self):
        return inner(1)


async def awaits(x):
    return await x


c = awaits(ByGenerator())
print(c.send(None))
try:
    c.send("result")
except StopIteration as e:
    print(e.value)
print([x for x in awaits(ByIterator()).__await__()])
for bad in (None, 1, [], (x for x in ()), ByList(), ByGenerator):
    try:
        awaits(bad).send(None)
    except TypeError as e:
        print(e)
b = ByCoroutine()
try:
    awaits(b).send(None)
except TypeError as e:
    print(e)
finally:
    pass

c = inner(5)
c.send(None)
try:
    awaits(c).send(None)
except RuntimeError as e:
    print(e)
c.close()
done = inner(5)
try:
    done.send(None)
    done.send(None)
except StopIteration:
    pass
try:
    awaits(done).send(None)
except RuntimeError as e:
    print(e)


def plain_generator():
    yield from inner(1)


try:
    list(plain_generator())
except TypeError as e:
    print(e)
try:
    for _ in awaits(1):
        pass
except TypeError as e:
    print(e)


@types.coroutine
def marked():
    got = yield from inner("deep")
    return got


c = awaits(marked())
print(c.send(None))
try:
    c.send("end")
except StopIteration as e:
    print(e.value)


async def stops(kind):
    raise kind("x")


for kind in (StopIteration, StopAsyncIteration):
    try:
        stops(kind).send(None)
    except Exception as e:
        print(repr(e), repr(e.__cause__))


# Methods, closures, defaults, decorators, super().
class Base:
    async def greet(self, name="you"):
        return f"hello {await inner_result(name)}"

    @staticmethod
    async def fixed(*args, **kwargs):
        return args, kwargs

    @classmethod
    async def made(cls):
        return cls.__name__


class Derived(Base):
    async def greet(self, name="all"):
        return (await super().greet(name)).upper()


async def inner_result(x):
    return x


def result(coro):
    try:
        coro.send(None)
    except StopIteration as e:
        return e.value


print(result(Derived().greet()), result(Derived().greet("me")), result(Base.fixed(1, k=2)), result(Derived.made()))


def counter():
    n = 0

    async def step(by=1, /, *, twice=False):
        nonlocal n
        n += by * (2 if twice else 1)
        return n
    return step


step = counter()
print(result(step()), result(step(5)), result(step(1, twice=True)))

# Where coroutines were made.
print(sys.get_coroutine_origin_tracking_depth())
sys.set_coroutine_origin_tracking_depth(2)


def makes():
    return inner(1)


c = makes()
print([(file.rpartition("/")[2], line > 200, name) for file, line, name in c.cr_origin])
c.close()
sys.set_coroutine_origin_tracking_depth(0)
c = makes()
print(c.cr_origin)
c.close()
try:
    sys.set_coroutine_origin_tracking_depth(-1)
except ValueError as e:
    print(e)

# Names can be set.
c = inner(1)
c.__name__, c.__qualname__ = "other", "quite.other"
print(c.__name__, repr(c).split(" at ")[0])
try:
    c.__name__ = 1
except TypeError as e:
    print(e)
c.close()
print(types.CoroutineType is type(c), types.CoroutineType[int, str, bytes])


# What only behaves like a generator.
class Like:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        return self.send(None)

    def send(self, value):
        self.n += 1
        if self.n > 2:
            raise StopIteration("like")
        return self.n

    def throw(self, e):
        raise e

    def close(self):
        print("closed")


@types.coroutine
def like():
    return Like()


print([x for x in awaits(like()).__await__()])
c = awaits(like())
c.send(None)
c.close()
try:
    types.coroutine(1)
except TypeError as e:
    print(e)
