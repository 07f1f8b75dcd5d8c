"""Callbacks of weak references run once, whichever thread drops the object."""
import threading
from _weakref import ref


class Node:
    pass


called = []


def gone(r):
    # No lock: a callback may run at any instruction of the thread that it comes to, also inside another callback.
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
