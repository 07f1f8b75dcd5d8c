# Loops in many threads at once, a future completed from another thread, tasks of other threads seen from here, one future used by many threads.
import asyncio
import threading

THREADS = 6


async def leaf(i):
    await asyncio.sleep(0)
    return i


async def tree(depth):
    if depth == 0:
        return await leaf(1)
    return sum(await asyncio.gather(*(asyncio.create_task(tree(depth - 1)) for _ in range(3))))


results = [None] * THREADS


def run(i):
    results[i] = asyncio.run(tree(4))


threads = [threading.Thread(target=run, args=(i,)) for i in range(THREADS)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(results)


async def from_elsewhere():
    loop = asyncio.get_running_loop()
    futures = [loop.create_future() for _ in range(50)]

    def complete(part):
        for i in part:
            loop.call_soon_threadsafe(futures[i].set_result, i)

    workers = [threading.Thread(target=complete, args=(range(k, 50, 5),)) for k in range(5)]
    for w in workers:
        w.start()
    print(sum(await asyncio.gather(*futures)), await asyncio.to_thread(sum, range(10)))
    for w in workers:
        w.join()
    submitted = []

    def submit():
        for i in range(20):
            submitted.append(asyncio.run_coroutine_threadsafe(leaf(i), loop).result())

    await asyncio.to_thread(submit)
    print(submitted == list(range(20)))


asyncio.run(from_elsewhere())

ready, seen, loops = threading.Event(), threading.Event(), []


def other():
    async def main():
        waiting = [asyncio.create_task(asyncio.sleep(30), name=f"w{i}") for i in range(3)]
        await asyncio.sleep(0)
        loops.append(asyncio.get_running_loop())
        ready.set()
        seen.wait()
        for w in waiting:
            w.cancel()

    asyncio.run(main())


t = threading.Thread(target=other)
t.start()
ready.wait()
names = sorted(x.get_name() for x in asyncio.all_tasks(loops[0]))
print(names[-3:], len(names), asyncio.current_task(loops[0]).get_coro().__name__)
seen.set()
t.join()
print(asyncio.all_tasks(loops[0]), asyncio.current_task(loops[0]))


class Loop:
    """No more than a future needs."""

    def __init__(self):
        self.called = []

    def get_debug(self):
        return False

    def call_soon(self, f, *args, context=None):
        self.called.append(f)


# One future in the hands of many threads, which asyncio does not allow: it must have one end, and each callback is called once.
for _ in range(200):
    loop = Loop()
    future = asyncio.Future(loop=loop)
    start = threading.Barrier(THREADS)
    won = []

    def race(i):
        start.wait()
        future.add_done_callback(i)
        try:
            if i % 3:
                future.set_result(i)
            elif not future.cancel():
                return
            won.append(i)
        except asyncio.InvalidStateError:
            pass
        future.add_done_callback(i + THREADS)
        future.remove_done_callback(None)
        repr(future), future._callbacks, future._asyncio_awaited_by

    threads = [threading.Thread(target=race, args=(i,)) for i in range(THREADS)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(won) == 1, won
    assert future.cancelled() == (won[0] % 3 == 0)
    assert len(loop.called) == len(set(loop.called)), loop.called
    assert set(range(THREADS)) <= set(loop.called), loop.called
print("one end each")
