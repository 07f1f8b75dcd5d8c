"""A handler of a signal, or a finalizer, puts into the queue whose `put` or `get` it interrupts."""

import gc
import queue
import signal
import threading

q = queue.SimpleQueue()
handled = []


def handler(number, frame):
    q.put("signal")
    handled.append(number)


signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
taken = {"signal": 0, "own": 0}
n = 0
while len(handled) < 50:
    q.put("own")
    taken[q.get()] += 1
    n += 1
signal.setitimer(signal.ITIMER_REAL, 0)
while not q.empty():
    taken[q.get()] += 1
print(taken["own"] == n, taken["signal"] == len(handled))


class Puts:
    def __del__(self):
        q.put("finalizer")


for _ in range(1000):
    q.put(Puts())
    q.get()
    q.get()
gc.collect()
print(q.qsize())

# Many who wait, with and without a limit, and who do not wait: nothing is lost and nobody sleeps on.
results = [[] for _ in range(8)]


def get(i):
    while True:
        try:
            item = q.get(timeout=0.0005) if i % 3 == 0 else q.get(block=False) if i % 3 == 1 else q.get()
        except queue.Empty:
            continue
        if item is None:
            return
        results[i].append(item)


def put(start):
    for i in range(start, start + 1500):
        q.put(i)


threads = [threading.Thread(target=get, args=(i,)) for i in range(8)]
writers = [threading.Thread(target=put, args=(i * 1500,)) for i in range(3)]
for t in threads + writers:
    t.start()
for t in writers:
    t.join()
for _ in threads:
    q.put(None)
for t in threads:
    t.join()
print(sorted(sum(results, [])) == list(range(4500)), q.empty())
for bad in (lambda: q.get(timeout=-1), lambda: q.get_nowait(), lambda: q.get(timeout=0.001), lambda: q.get(True, 0)):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
