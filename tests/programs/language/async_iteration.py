# async for in all its forms, asynchronous comprehensions and generator expressions, aiter() and anext().
import types


@types.coroutine
def pause():
    yield


def run(coro):
    steps = 0
    while True:
        try:
            coro.send(None)
            steps += 1
        except StopIteration as e:
            return e.value


class Count:
    def __init__(self, n, fail=None):
        self.n, self.i, self.fail = n, 0, fail

    def __aiter__(self):
        return self

    async def __anext__(self):
        await pause()
        if self.i == self.fail:
            raise ValueError(f"at {self.i}")
        if self.i >= self.n:
            raise StopAsyncIteration
        self.i += 1
        return self.i - 1


async def loops():
    async for i in Count(3):
        print("item", i)
    else:
        print("else")
    async for i in Count(10):
        if i % 2:
            continue
        if i > 5:
            break
        print("even", i)
    else:
        print("never")
    async for i in Count(0):
        print("never")
    async for a, (b, *c) in pairs():
        print(a, b, c)
    box = {}
    async for box["x"] in Count(2):
        pass
    print(box)
    try:
        async for i in Count(5, fail=2):
            print("before", i)
    except ValueError as e:
        print("failed", e)
    try:
        async for i in Count(2):
            raise StopAsyncIteration("from the body")
    except StopAsyncIteration as e:
        print("body's own", e)
    for x in range(2):
        async for y in Count(3):
            if y == 1:
                break
        print(x, y)


async def pairs():
    yield 1, (2, 3, 4)
    yield 5, [6]


run(loops())


async def returns():
    async for i in Count(9):
        async for j in Count(9):
            if i * j == 6:
                return i, j


print(run(returns()))


async def double(x):
    await pause()
    return x * 2


async def positive(x):
    await pause()
    return x > 0


async def comprehensions():
    print([i async for i in Count(4)])
    print({i % 2 async for i in Count(4)})
    print({i: i * i async for i in Count(4)})
    print([i async for i in Count(6) if i % 2])
    print([await double(i) for i in range(3)])
    print([await double(i) async for i in Count(3) if await positive(i)])
    print([(i, j) async for i in Count(2) for j in range(2)])
    print([(i, j) for i in range(2) async for j in Count(2)])
    print([(i, j) async for i in Count(3) async for j in Count(i)])
    print([[j async for j in Count(i)] async for i in Count(4)])
    print([x for x in [await double(y) for y in range(3)]])
    print({await double(k): await double(v) for k, v in [(1, 2), (3, 4)]})
    funcs = [lambda: i async for i in Count(3)]
    print([f() for f in funcs])
    total = 0
    result = [(total := total + i) async for i in Count(5)]
    print(result, total)
    try:
        print([i async for i in Count(5, fail=3)])
    except ValueError as e:
        print("comprehension failed", e)
    print([*[i async for i in Count(2)], *(await double(7),)])
    print(f"{await double(3)!r:>5}", f"{[i async for i in Count(2)]}")
    print(await double(await double(1)) + await double(2) ** 2, -await double(4), not await positive(1))
    print(await double(1) if await positive(1) else 0, await positive(1) and await double(3), await positive(-1) or 5)
    print(max(await double(1), await double(5), key=lambda x: -x), dict(a=await double(8)))
    x = [1, 2, 3]
    x[await double(1)] = await double(9)
    x[0] += await double(5)
    print(x, x[await double(0):await double(1)])
    a, *b = await double([1, 2])
    print(a, b)
    assert await positive(3), await double(1)
    del x[await double(0)]
    print(x)


run(comprehensions())


async def expressions():
    g = (i * 10 async for i in Count(3))
    print(type(g).__name__, g.__name__, g.__qualname__)
    print([x async for x in g])
    print([x async for x in g])
    h = (await double(i) for i in range(3))
    print(type(h).__name__, [x async for x in h])
    k = ([j async for j in Count(i)] for i in range(3))
    print(type(k).__name__, [x async for x in k])
    print(type(i for i in [await double(1)]).__name__)
    n = 5
    print([x async for x in (i + n async for i in Count(2) if i + n > 5)])


run(expressions())


def plain():
    # A generator expression that awaits can be made anywhere.
    return (i async for i in Count(2))


async def uses_plain():
    return [i async for i in plain()]


print(run(uses_plain()))
anywhere = (await double(i) for i in range(2))


async def builtins():
    it = aiter(Count(2))
    print(await anext(it), await anext(it), await anext(it, "default"))
    try:
        await anext(it)
    except StopAsyncIteration:
        print("exhausted")
    print([x async for x in anywhere])
    print(await anext(anywhere, None))
    try:
        await anext(Count(3, fail=0), "not used")
    except ValueError as e:
        print("passed on", e)


run(builtins())


class Odd:
    """Iterators that are no iterators."""


async def refused(f):
    try:
        await f()
    except TypeError as e:
        print(e)


async def over(x):
    async for _ in x:
        pass


class NoNext:
    def __aiter__(self):
        return Odd()


class BadNext:
    def __aiter__(self):
        return self

    def __anext__(self):
        return ()


run(refused(lambda: over([1])))
run(refused(lambda: over(NoNext())))
run(refused(lambda: over(BadNext())))
try:
    run(over(BadNext()))
except TypeError as e:
    print(repr(e.__cause__))
for f in (lambda: aiter([]), lambda: aiter(NoNext()), lambda: anext(iter([])), lambda: anext()):
    try:
        f()
    except TypeError as e:
        print(e)
