# A small event loop: a queue of tasks, each a coroutine; waiting is a yield that reaches the loop through all awaits.
import types
from collections import deque


@types.coroutine
def switch():
    return (yield "switch")


@types.coroutine
def sleep_until(tick):
    yield ("sleep", tick)


class Cancelled(Exception):
    pass


class Task:
    def __init__(self, loop, coro, name):
        self.loop, self.coro, self.name = loop, coro, name
        self.done, self.result, self.error, self.waiters = False, None, None, []
        self.throw = None

    def __await__(self):
        if not self.done:
            yield ("join", self)
        if self.error is not None:
            raise self.error
        return self.result

    def cancel(self):
        self.throw = Cancelled(self.name)
        self.loop.wake(self)


class Loop:
    def __init__(self):
        self.ready, self.sleeping, self.now, self.log = deque(), [], 0, []

    def spawn(self, coro, name="task"):
        task = Task(self, coro, name)
        self.ready.append(task)
        return task

    def wake(self, task):
        self.sleeping = [(t, x) for t, x in self.sleeping if x is not task]
        if task not in self.ready:
            self.ready.append(task)

    def run(self, coro):
        main = self.spawn(coro, "main")
        while not main.done:
            if not self.ready:
                self.sleeping.sort(key=lambda pair: pair[0])
                self.now, task = self.sleeping.pop(0)
                self.ready.append(task)
            self.step(self.ready.popleft())
        return main.result if main.error is None else main.error

    def step(self, task):
        try:
            if task.throw is not None:
                error, task.throw = task.throw, None
                request = task.coro.throw(error)
            else:
                request = task.coro.send(None)
        except StopIteration as stop:
            self.finish(task, result=stop.value)
        except Exception as error:
            self.finish(task, error=error)
        else:
            match request:
                case "switch":
                    self.ready.append(task)
                case ("sleep", ticks):
                    self.sleeping.append((self.now + ticks, task))
                case ("join", other):
                    other.waiters.append(task)

    def finish(self, task, result=None, error=None):
        task.done, task.result, task.error = True, result, error
        self.ready.extend(task.waiters)


loop = Loop()


async def worker(name, n):
    total = 0
    for i in range(n):
        await sleep_until(i + 1)
        total += i
        print(loop.now, name, i)
    return total


async def gather(*tasks):
    return [await t for t in tasks]


async def main():
    a = loop.spawn(worker("a", 3))
    b = loop.spawn(worker("b", 4))
    c = loop.spawn(worker("c", 2))
    print(await gather(a, b, c))
    await switch()
    return "main is done"


print(loop.run(main()))


async def fails():
    await switch()
    raise KeyError("lost")


async def watches():
    task = loop.spawn(fails())
    try:
        await task
    except KeyError as e:
        print("caught", repr(e), e.__traceback__ is not None)
    try:
        await task
    except KeyError as e:
        print("again", repr(e))


loop.run(watches())


async def patient():
    try:
        await sleep_until(1000)
    except Cancelled as e:
        print("cancelled", e)
        await switch()
        print("tidied up at", loop.now < 1000)
        raise
    finally:
        print("finally")


async def cancels():
    task = loop.spawn(patient(), "patient")
    await switch()
    task.cancel()
    try:
        await task
    except Cancelled as e:
        return f"it was cancelled: {e}"


print(loop.run(cancels()))


class Channel:
    def __init__(self):
        self.items, self.closed = deque(), False

    async def put(self, item):
        while len(self.items) >= 2:
            await switch()
        self.items.append(item)

    def __aiter__(self):
        return self

    async def __anext__(self):
        while not self.items:
            if self.closed:
                raise StopAsyncIteration
            await switch()
        return self.items.popleft()


async def produce(channel):
    for i in range(7):
        await channel.put(i * i)
    channel.closed = True


async def consume(channel, name):
    seen = []
    async for item in channel:
        seen.append(item)
        await switch()
    return name, seen


async def pipeline():
    channel = Channel()
    tasks = [loop.spawn(consume(channel, name)) for name in "xy"]
    loop.spawn(produce(channel))
    got = [await t for t in tasks]
    print(sorted(item for _, seen in got for item in seen), [name for name, _ in got])


loop.run(pipeline())


async def countdown(n):
    # Coroutines that await each other as deep as recursion goes.
    if n:
        return 1 + await countdown(n - 1)
    await switch()
    return 0


print(loop.run(countdown(150)))


async def many():
    async def one(i):
        for _ in range(i % 3):
            await switch()
        return i
    tasks = [loop.spawn(one(i)) for i in range(200)]
    return sum([await t for t in tasks])


print(loop.run(many()))
