import threading
import time

main = threading.main_thread()
print(main is threading.current_thread(), main.name, main.daemon, main.is_alive(), threading.active_count(), threading.get_ident() == main.ident)
t = threading.Thread(target=lambda: None, name="named", daemon=True)
print(t.name, t.daemon, t.ident, t.is_alive())
t.start()
t.join()
print(t.is_alive(), t.ident is not None)
for bad in (t.start, threading.Thread().join, lambda: threading.current_thread().join(), lambda: setattr(t, "daemon", False), lambda: threading.Lock().release(),
            lambda: threading.Condition().notify(), lambda: threading.Semaphore(-1), lambda: threading.Barrier(0), lambda: threading.BoundedSemaphore(1).release(),
            lambda: threading.RLock().release(), lambda: threading.Thread(group=1)):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
lock = threading.Lock()
print(lock.acquire(), lock.locked(), lock.acquire(blocking=False), lock.acquire(timeout=0.01), lock.release(), lock.locked())
r = threading.RLock()
with r, r:
    print(r.acquire(), r.release())
e = threading.Event()
print(e.is_set(), e.wait(0.01), e.set(), e.wait(), e.is_set(), e.clear())
s = threading.Semaphore(2)
print(s.acquire(), s.acquire(), s.acquire(blocking=False), s.release(), s.acquire(timeout=0.01))
b = threading.Barrier(2, action=lambda: order.append("action"))
order = []
other = threading.Thread(target=lambda: order.append(("other", b.wait() in (0, 1))))
other.start()
b.wait()
other.join()
print(order[0], order[1], b.parties, b.n_waiting, b.broken)
c = threading.Condition()
items = []


def consume():
    with c:
        c.wait_for(lambda: len(items) == 3)
        order.append(sum(items))


w = threading.Thread(target=consume)
w.start()
for i in range(3):
    with c:
        items.append(i)
        c.notify_all()
w.join()
print(order[-1], c.acquire(), c.wait(0.01), c.release())
timer = threading.Timer(0.01, order.append, ["timer"])
timer.start()
timer.join()
cancelled = threading.Timer(10, order.append, ["never"])
cancelled.start()
cancelled.cancel()
cancelled.join()
print(order[-1])
local = threading.local()
local.x = "main"


def use():
    order.append(hasattr(local, "x"))
    local.x = "thread"


u = threading.Thread(target=use)
u.start()
u.join()
print(order[-1], local.x)
seen = []
threading.excepthook = lambda args: seen.append((args.exc_type.__name__, str(args.exc_value), args.thread.name))


def fail():
    raise ValueError("in a thread")


f = threading.Thread(target=fail, name="failing")
f.start()
f.join()
print(seen)


class Worker(threading.Thread):
    def __init__(self, n):
        super().__init__()
        self.n = n

    def run(self):
        self.result = self.n ** 2


ws = [Worker(i) for i in range(4)]
[x.start() for x in ws]
[x.join() for x in ws]
print([x.result for x in ws], [x.name.split("-")[0] for x in ws], len(threading.enumerate()))
slow = threading.Thread(target=time.sleep, args=(0.1,), daemon=True)
slow.start()
print(slow.join(0.001), slow.is_alive())
slow.join()
