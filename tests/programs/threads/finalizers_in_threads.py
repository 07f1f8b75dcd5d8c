"""Finalizers of objects that one thread makes and another drops, also while the maker waits in join."""
import threading


class Resource:
    def __init__(self, n):
        self.n = n

    def __del__(self):
        ended.append(self.n)


ended = []
pool = [Resource(i) for i in range(300)]
first = threading.Event()


def drop(start):
    for i in range(start, 300, 3):
        pool[i] = None
    # The thread that made them all waits, and its objects end nevertheless.
    first.set()


threads = [threading.Thread(target=drop, args=(n,)) for n in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(ended), sorted(ended) == list(range(300)))


class Phoenix:
    saved = []

    def __del__(self):
        Phoenix.saved.append(self)


def burn():
    p = Phoenix()
    p.x = [1, 2]


threads = [threading.Thread(target=burn) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(Phoenix.saved), [p.x for p in Phoenix.saved])
