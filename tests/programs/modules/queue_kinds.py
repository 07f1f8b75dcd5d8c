import queue
import threading

q = queue.Queue()
for i in range(3):
    q.put(i)
print(q.qsize(), q.empty(), q.full(), [q.get() for _ in range(3)], q.empty())
for _ in range(3):
    q.task_done()
q.join()
try:
    q.task_done()
except ValueError as e:
    print(e)
s = queue.LifoQueue()
for x in "abc":
    s.put(x)
print([s.get() for _ in range(3)])
p = queue.PriorityQueue()
for item in [(3, "c"), (1, "a"), (2, "b")]:
    p.put(item)
print([p.get() for _ in range(3)])
b = queue.Queue(maxsize=2)
b.put(1)
b.put_nowait(2)
print(b.full(), b.maxsize)
for bad in (lambda: b.put_nowait(3), lambda: b.put(3, timeout=0.01), lambda: b.put(3, block=False), lambda: b.put(3, timeout=-1), lambda: queue.Queue().get_nowait(),
            lambda: queue.Queue().get(timeout=0.01), lambda: queue.Queue().get(timeout=-1), lambda: queue.SimpleQueue().get_nowait(),
            lambda: queue.SimpleQueue().get(timeout=0.01), lambda: queue.SimpleQueue().get(timeout=-1)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__module__, type(e).__name__, e)
sq = queue.SimpleQueue()
sq.put(1)
sq.put_nowait(2)
print(sq.qsize(), sq.get(), sq.get(), sq.empty())
work, results = queue.Queue(maxsize=5), queue.Queue()


def worker():
    while True:
        n = work.get()
        if n is None:
            work.task_done()
            return
        results.put(n * n)
        work.task_done()


threads = [threading.Thread(target=worker) for _ in range(3)]
for t in threads:
    t.start()
for n in range(50):
    work.put(n)
work.join()
for _ in threads:
    work.put(None)
for t in threads:
    t.join()
got = sorted(results.get() for _ in range(results.qsize()))
print(got == [n * n for n in range(50)], results.empty())
q = queue.Queue()
q.put("left")
q.shutdown()
print(q.get(), q.is_shutdown)
for bad in (q.get, lambda: q.put(1), lambda: q.get(block=False)):
    try:
        bad()
    except queue.ShutDown as e:
        print("ShutDown", e)
q = queue.Queue()
q.put(1)
q.shutdown(immediate=True)
try:
    q.get()
except queue.ShutDown:
    print("gone", q.qsize())
waiting = queue.Queue()
out = []


def wait():
    try:
        waiting.get()
    except queue.ShutDown:
        out.append("woken")


ts = [threading.Thread(target=wait) for _ in range(2)]
for t in ts:
    t.start()
waiting.shutdown()
for t in ts:
    t.join()
print(out, issubclass(queue.Empty, Exception), queue.Full.__name__)
