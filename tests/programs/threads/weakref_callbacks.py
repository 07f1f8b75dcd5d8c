"""Callbacks of weak references run once, whichever thread drops the object."""
import threading
from _weakref import ref


class Node:
    pass


called = []
lock = threading.Lock()


def gone(r):
    with lock:
        called.append(r.number)


class Numbered(ref):
    pass


nodes = [Node() for _ in range(40)]
refs = []
for i, node in enumerate(nodes):
    r = Numbered(node, gone)
    r.number = i
    refs.append(r)
del node


def drop(first):
    for i in range(first, 40, 4):
        nodes[i] = None


threads = [threading.Thread(target=drop, args=(n,)) for n in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(called) == list(range(40)), len(called))
print([r() for r in refs] == [None] * 40)
