"""The primitives below `threading`: handles, locals and hooks."""

import _thread
import threading

done = []
h = _thread.start_joinable_thread(lambda: done.append(_thread.get_ident()))
h.join()
print(h.is_done(), done == [h.ident], h.ident != _thread.get_ident())
h.join()
handles = [_thread._ThreadHandle() for i in range(4)]
gate = _thread.allocate_lock()
gate.acquire()


def wait():
    with gate:
        done.append(1)


for handle in handles:
    print(_thread.start_joinable_thread(wait, handle=handle) is handle, end=" ")
print([x.is_done() for x in handles])
handles[0].join(0.01)
print(handles[0].is_done())
gate.release()
for x in handles:
    x.join(None)
print([x.is_done() for x in handles], len(done))


def fails(f, *args, **kw):
    try:
        print("no error", f(*args, **kw))
    except Exception as e:
        print(type(e).__name__, e)


fails(_thread.start_joinable_thread, wait, handle=h)
fails(_thread.start_joinable_thread, wait, handle=5)
fails(_thread.start_joinable_thread, 5)
fails(_thread._ThreadHandle().join)
fails(_thread._ThreadHandle, 5)
fails(_thread.stack_size, -1)
fails(_thread.stack_size, 1000)
fails(_thread.interrupt_main, 10**6)
fails(_thread.start_new_thread, 5, ())
fails(_thread.start_new_thread, print, 5)
fails(_thread._excepthook, 5)
joined = []


def join_self():
    try:
        me.join()
    except RuntimeError as e:
        joined.append(str(e))


me = _thread._ThreadHandle()
_thread.start_joinable_thread(join_self, handle=me)
me.join()
print(joined)

ident = []
lock = _thread.allocate_lock()
lock.acquire()
print(_thread.start_new_thread(lambda: (ident.append(_thread.get_ident()), lock.release()), ()) > 0)
lock.acquire()
print(len(ident), _thread._is_main_interpreter(), _thread.daemon_threads_allowed(), _thread._get_main_thread_ident() == _thread.get_ident())

try:
    _thread.interrupt_main()
    for _ in range(1000):
        pass
    print("not here")
except KeyboardInterrupt:
    print("KeyboardInterrupt")

# Thread-locals: each thread its own, subclasses with __init__ and __slots__.


class Counter(threading.local):
    start = 5

    def __init__(self, step):
        self.step = step
        self.seen = []

    def bump(self):
        self.start += self.step
        self.seen.append(self.start)
        return self.start


counter = Counter(2)
counter.bump()
results = {}


def work(i):
    for _ in range(i):
        counter.bump()
    results[i] = (counter.start, len(counter.seen), sorted(vars(counter)))


threads = [threading.Thread(target=work, args=(i,)) for i in range(5)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(results.items()), counter.start)
fails(threading.local, 1)

# Exceptions that end threads.
seen = []
old, threading.excepthook = threading.excepthook, seen.append
t = threading.Thread(target=lambda: 1 / 0, name="divider")
t.start()
t.join()
args = seen[0]
print(args.exc_type.__name__, args.exc_value, args.thread is t, len(args), type(args).__name__)
threading.excepthook = old
print(threading.excepthook is threading.__excepthook__)
t = threading.Thread(target=lambda: exit_now(), name="leaver")


def exit_now():
    raise SystemExit(3)


t.start()
t.join()
print(t.is_alive(), t.name, repr(t)[:16], threading.ExceptHookArgs((1, 2, 3, 4)))

native = []
threads = [threading.Thread(target=lambda: native.append((threading.get_native_id(), threading.current_thread().native_id))) for _ in range(3)]
print([t.native_id for t in threads])
for t in threads:
    t.start()
    t.join()
print(all(a == b for a, b in native), threading.get_native_id() not in dict(native), threading.main_thread().native_id == threading.get_native_id())

# A join that begins before the thread has, of a handle that others start.
def joined(handle, done, out):
    while True:
        try:
            handle.join()
        except RuntimeError as e:
            assert str(e) == "thread not started", e
            continue
        out.append(list(done))
        return


early = []
for i in range(60):
    handle, done = _thread._ThreadHandle(), []
    waiting = threading.Thread(target=joined, args=(handle, done, early))
    waiting.start()
    _thread.start_joinable_thread(lambda: done.append(i), handle=handle)
    waiting.join()
print([n[0] for n in early] == list(range(60)))
