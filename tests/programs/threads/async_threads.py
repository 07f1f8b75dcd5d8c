# Coroutines among threads: a loop in each, one coroutine that several resume in turn, and several that try at once.
import threading
import types
from collections import deque


@types.coroutine
def switch(value=None):
    return (yield value)


def run_all(coros):
    ready, results = deque(enumerate(coros)), {}
    while ready:
        i, c = ready.popleft()
        try:
            c.send(None)
        except StopIteration as e:
            results[i] = e.value
        else:
            ready.append((i, c))
    return [results[i] for i in sorted(results)]


class Countdown:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        await switch()
        self.n -= 1
        if self.n < 0:
            raise StopAsyncIteration
        return self.n


class Guard:
    async def __aenter__(self):
        await switch()
        return self

    async def __aexit__(self, *args):
        await switch()


async def numbers(n):
    try:
        for i in range(n):
            await switch()
            yield i
    finally:
        await switch()


async def work(n):
    total = 0
    async with Guard():
        async for i in Countdown(n):
            total += i
        total += sum([i async for i in numbers(n) if i % 2])
        some = numbers(n)
        async for i in some:
            if i > 2:
                break
        await some.aclose()
    return total


# Each thread runs a loop of its own.
results = [None] * 6


def own_loop(k):
    results[k] = run_all([work(n) for n in range(8)])


threads = [threading.Thread(target=own_loop, args=(k,)) for k in range(6)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(results[0], all(r == results[0] for r in results))

# One coroutine, handed from thread to thread.
shared_log = []


async def travels(n):
    for i in range(n):
        name = await switch(i)
        shared_log.append((i, name))
    return "arrived"


c = travels(12)
c.send(None)
turn = threading.Condition()
state = {"next": 0, "result": None}


def relay(k):
    while True:
        with turn:
            while state["result"] is None and state["next"] % 3 != k:
                turn.wait()
            if state["result"] is not None:
                return
            try:
                c.send(k)
            except StopIteration as e:
                state["result"] = e.value
            state["next"] += 1
            turn.notify_all()


threads = [threading.Thread(target=relay, args=(k,)) for k in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(state["result"], shared_log == [(i, i % 3) for i in range(12)], c.cr_state)

# Several threads resume one coroutine at the same time: one of them does, the others are told.
inside, leave = threading.Event(), threading.Event()


async def blocks():
    inside.set()
    leave.wait()
    await switch()


c = blocks()
first = threading.Thread(target=lambda: c.send(None))
first.start()
inside.wait()
for attempt in (lambda: c.send(None), lambda: c.throw(KeyError), c.close, lambda: next(c.__await__())):
    try:
        attempt()
    except ValueError as e:
        print(e)
print(c.cr_running, c.cr_state)
leave.set()
first.join()
print(c.cr_running, c.cr_state)
c.close()

# The same for an asynchronous generator and what it gives to be awaited.
inside.clear()
leave.clear()


async def blocking_generator():
    inside.set()
    leave.wait()
    yield "value"


g = blocking_generator()
step = g.__anext__()
got = []


def drive():
    try:
        step.send(None)
    except StopIteration as e:
        got.append(e.value)


first = threading.Thread(target=drive)
first.start()
inside.wait()
for attempt in (lambda: g.__anext__().send(None), lambda: g.aclose().send(None), lambda: step.send(None)):
    try:
        attempt()
    except (ValueError, RuntimeError) as e:
        print(type(e).__name__, e)
leave.set()
first.join()
print(got, g.ag_running)

# Stress: whoever comes first gets the next value; each value is handed out once.
N, WORKERS = 400, 4


async def counts():
    for i in range(N):
        await switch(i)


for _ in range(3):
    c = counts()
    taken = [[] for _ in range(WORKERS)]
    start = threading.Barrier(WORKERS)

    def grab(k):
        start.wait()
        while True:
            try:
                taken[k].append(c.send(None))
            except StopIteration:
                return
            except ValueError:
                continue
            except RuntimeError:
                return

    threads = [threading.Thread(target=grab, args=(k,)) for k in range(WORKERS)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print(sorted(x for l in taken for x in l) == list(range(N)), c.cr_state)


# Throwing, closing and resuming at once, never a crash.
async def resilient():
    while True:
        try:
            await switch()
        except KeyError:
            pass


async def resilient_generator():
    while True:
        try:
            await switch()
            yield 1
        except KeyError:
            pass


def mistreat(o, operations):
    start = threading.Barrier(len(operations))

    def one(f):
        start.wait()
        for _ in range(100):
            try:
                f(o)
            except (ValueError, RuntimeError, KeyError, StopIteration, StopAsyncIteration):
                pass

    threads = [threading.Thread(target=one, args=(f,)) for f in operations]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


c = resilient()
mistreat(c, [lambda c: c.send(None), lambda c: c.throw(KeyError()), lambda c: c.cr_await, lambda c: next(c.__await__())])
c.close()
print("coroutine", c.cr_state)


def step_once(g):
    s = g.__anext__()
    try:
        s.send(None)
        s.send(None)
    finally:
        s.close()


def throw_once(g):
    s = g.athrow(KeyError())
    try:
        s.send(None)
    finally:
        s.close()


g = resilient_generator()
mistreat(g, [step_once, throw_once, lambda g: g.ag_await, step_once])
print("generator", g.ag_state in ("AGEN_SUSPENDED", "AGEN_CREATED", "AGEN_CLOSED"))
