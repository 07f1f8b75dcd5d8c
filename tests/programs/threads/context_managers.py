"""Locks and context managers given back on every way out of a block, in many threads."""
import threading

lock = threading.RLock()
entered = exited = 0


class Section:
    def __enter__(self):
        global entered
        lock.acquire()
        entered += 1
        return self

    def __exit__(self, kind, value, tb):
        global exited
        exited += 1
        lock.release()
        return kind is KeyError


def work(n):
    for i in range(60):
        with Section():
            if i % 3 == 0:
                continue
            if i % 5 == 0:
                raise_it(i)
    with Section():
        return


def raise_it(i):
    raise KeyError(i)


threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(entered, exited, lock.acquire(blocking=False))
