# Asynchronous generators: asend, athrow, aclose, their ends and their misuse.
import sys
import types


@types.coroutine
def pause(value=None):
    return (yield value)


def run(coro):
    while True:
        try:
            coro.send(None)
        except StopIteration as e:
            return e.value


async def echo(n):
    got = None
    try:
        for i in range(n):
            await pause()
            got = yield (i, got)
            if got == "stop":
                return
    except LookupError as e:
        print("caught", repr(e))
        yield "recovered"
    finally:
        print("finally")
        await pause()


async def talks():
    g = echo(3)
    print(await g.asend(None), await g.asend("a"), await g.__anext__())
    try:
        await g.asend("b")
    except StopAsyncIteration:
        print("ended")
    try:
        await anext(g)
    except StopAsyncIteration:
        print("ended for good")
    g = echo(3)
    print(await anext(g))
    print(await g.athrow(KeyError("k")))
    await g.aclose()
    await g.aclose()
    g = echo(5)
    print(await anext(g))
    try:
        await g.athrow(ValueError("one argument"))
    except ValueError as e:
        print(repr(e))
    g = echo(5)
    await g.aclose()
    try:
        await anext(g)
    except StopAsyncIteration:
        print("closed before it began")
    g = echo(5)
    print(await anext(g))
    try:
        await g.asend("stop")
    except StopAsyncIteration:
        print("stopped")


run(talks())


async def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield 2


async def misuse():
    g = stubborn()
    await anext(g)
    try:
        await g.aclose()
    except RuntimeError as e:
        print(e)
    g = echo(1)
    try:
        await g.asend("too early")
    except TypeError as e:
        print(e)
    step = g.__anext__()
    await step
    for again in (lambda: step.send(None), lambda: step.throw(KeyError)):
        try:
            again()
        except RuntimeError as e:
            print(e)
    print(step.close())
    end = g.aclose()
    await end
    try:
        await end
    except RuntimeError as e:
        print(e)

    async def leaks(kind):
        yield 1
        raise kind("leak")
    for kind in (StopIteration, StopAsyncIteration):
        g = leaks(kind)
        await anext(g)
        try:
            await anext(g)
        except RuntimeError as e:
            print(e, repr(e.__cause__))


run(misuse())


async def slow():
    await pause("waiting")
    yield 1
    await pause("more")
    yield 2


g = slow()
first = g.__anext__()
print(g.ag_running, g.ag_await, g.ag_frame is not None, g.ag_suspended, g.ag_state)
print(first.send(None), g.ag_running, type(g.ag_await).__name__, g.ag_suspended, g.ag_state)
for other in (g.__anext__(), g.asend(1), g.athrow(KeyError), g.aclose()):
    try:
        other.send(None)
    except RuntimeError as e:
        print(e)
try:
    first.send("go on")
except StopIteration as e:
    print("result", e.value, g.ag_running)
second = g.asend(None)
print(next(second))
try:
    second.throw(OSError("interrupted"))
except OSError as e:
    print(repr(e), g.ag_running, g.ag_state)
print(g.ag_frame, g.ag_code.co_name, g.ag_code.co_flags & 0x2a0)
print(type(first).__name__, type(g.aclose()).__name__ if False else "async_generator_athrow", iter(first) is first)
print(repr(g).split(" at ")[0], g.__name__, g.__qualname__, g.__aiter__() is g)


async def interrupted():
    try:
        await pause(1)
        yield 1
    finally:
        print("tidy")
        await pause(2)


g = interrupted()
step = g.__anext__()
step.send(None)
print(step.throw(KeyError("in")))
try:
    step.send(None)
except KeyError as e:
    print("out", repr(e))

# aclose() waits for what the generator awaits on its way out.
g = interrupted()
try:
    step = g.__anext__()
    step.send(None)
    step.send(None)
except StopIteration as e:
    print("yielded", e.value)
end = g.aclose()
print(end.send(None))
try:
    end.send(None)
except StopIteration as e:
    print("closed", e.value)


# Hooks: told of the first use, and of a generator that is dropped before its end.
def first_use(g):
    print("first use of", g.__name__)


def dropped(g):
    print("dropped", g.__name__)
    run(g.aclose())


print(tuple(sys.get_asyncgen_hooks()), type(sys.get_asyncgen_hooks()).__name__)
sys.set_asyncgen_hooks(first_use, dropped)
print(sys.get_asyncgen_hooks().firstiter is first_use, sys.get_asyncgen_hooks()[1] is dropped)


async def ticker():
    try:
        for i in range(10):
            yield i
    finally:
        print("ticker is closed")


async def takes_two():
    async for x in ticker():
        if x == 2:
            return x


print(run(takes_two()))


async def all_of_it():
    return [x async for x in ticker()]


print(run(all_of_it()))
sys.set_asyncgen_hooks(finalizer=None)
print(sys.get_asyncgen_hooks().firstiter is first_use, sys.get_asyncgen_hooks().finalizer)
sys.set_asyncgen_hooks(None, None)
for bad in (lambda: sys.set_asyncgen_hooks(1), lambda: sys.set_asyncgen_hooks(firstiter=None, finalizer="x")):
    try:
        bad()
    except TypeError as e:
        print(e)


# Delegation by hand, and generators that take turns.
async def chained(*iterables):
    for it in iterables:
        async for x in it:
            yield x


async def numbers(n):
    for i in range(n):
        await pause()
        yield i


async def zipped(a, b):
    async for x in a:
        try:
            y = await anext(b)
        except StopAsyncIteration:
            return
        yield x, y


async def combine():
    print([x async for x in chained(numbers(2), numbers(3))])
    print([p async for p in zipped(numbers(5), chained(numbers(2), numbers(1)))])


run(combine())


async def outer():
    got = []
    async for x in numbers(3):
        got.append(x)
        got.append((yield x * 10))
    yield got


async def drive():
    g = outer()
    print(await anext(g), await g.asend("p"), await g.asend("q"), await g.asend("r"))


run(drive())
