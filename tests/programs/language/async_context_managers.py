# async with: entering, leaving in every way, what is raised in between.
import types


@types.coroutine
def pause():
    yield


def run(coro):
    while True:
        try:
            coro.send(None)
        except StopIteration as e:
            return e.value


class Manager:
    def __init__(self, name, swallow=False, bad_enter=False, bad_exit=False):
        self.name, self.swallow, self.bad_enter, self.bad_exit = name, swallow, bad_enter, bad_exit

    async def __aenter__(self):
        print("enter", self.name)
        await pause()
        if self.bad_enter:
            raise OSError("no entry")
        return self.name.upper()

    async def __aexit__(self, kind, value, traceback):
        await pause()
        print("exit", self.name, kind and kind.__name__, value, traceback is not None)
        if self.bad_exit:
            raise RuntimeError("no exit")
        return self.swallow


async def plain():
    async with Manager("a") as x:
        print("in", x)
    async with Manager("b"), Manager("c") as y, Manager("d") as (z, *_):
        print("in", y, z)
    async with (Manager("e") as e, Manager("f") as f):
        print(e, f)


run(plain())


async def leaves():
    for i in range(4):
        async with Manager(f"loop{i}"):
            if i == 0:
                continue
            if i == 2:
                break
            print("body", i)
    async with Manager("outer"):
        async with Manager("inner"):
            return "returned"


print(run(leaves()))


async def raises():
    async with Manager("swallows", swallow=True) as x:
        raise KeyError(x)
    print("went on")
    try:
        async with Manager("tells"):
            async with Manager("swallows not", swallow=0):
                1 / 0
    except ZeroDivisionError as e:
        print("outside", e)
    try:
        async with Manager("bad exit", bad_exit=True):
            raise KeyError("first")
    except RuntimeError as e:
        print(repr(e), repr(e.__context__))
    try:
        async with Manager("fine"), Manager("bad enter", bad_enter=True):
            print("never")
    except OSError as e:
        print(repr(e))
    try:
        async with Manager("bad leave", bad_exit=True):
            pass
    except RuntimeError as e:
        print(repr(e), repr(e.__context__))


run(raises())


async def mixed():
    class Sync:
        def __enter__(self):
            print("sync enter")

        def __exit__(self, *args):
            print("sync exit")
    with Sync():
        async with Manager("within"):
            try:
                await pause()
                raise ValueError("x")
            except ValueError:
                async with Manager("handler"):
                    print("handling")
            finally:
                async with Manager("finally"):
                    await pause()
    while True:
        try:
            async with Manager("in try"):
                break
        finally:
            print("after")


run(mixed())


async def generator():
    async with Manager("generator"):
        yield 1
        yield 2


async def closes():
    g = generator()
    async for x in g:
        print(x)
        break
    await g.aclose()
    g = generator()
    print(await anext(g))
    try:
        await g.athrow(LookupError("thrown"))
    except LookupError as e:
        print(repr(e))


run(closes())


async def refuses(manager):
    try:
        async with manager:
            print("in")
    except TypeError as e:
        print(e)


class OnlySync:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        pass


class OnlyExit:
    async def __aexit__(self, *args):
        pass


class NotAwaitable:
    def __aenter__(self):
        return 1

    def __aexit__(self, *args):
        return 2


class NotAwaitableExit(Manager):
    def __aexit__(self, *args):
        return "no"


run(refuses(object()))
run(refuses(OnlySync()))
run(refuses(OnlyExit()))
run(refuses(NotAwaitable()))
run(refuses(NotAwaitableExit("odd")))
try:
    with Manager("sync use"):
        pass
except TypeError as e:
    print(e)


async def cancelled():
    async with Manager("cancelled"):
        await pause()


c = cancelled()
c.send(None)
c.send(None)
try:
    c.throw(TimeoutError("late"))
    c.send(None)
except TimeoutError as e:
    print("ended by", repr(e))
c = cancelled()
c.send(None)
c.send(None)
try:
    c.close()
except RuntimeError as e:
    print(e)
