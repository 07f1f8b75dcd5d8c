"""Finalizers bring garbage back while other threads follow weak references to it: who gets an object gets a whole one, and ends are final."""
import gc
import threading
from weakref import ref

cells = [None] * 4
back = []
bad = []
done = threading.Event()
ended = []


class Node:
    def __init__(self, number):
        self.number = number
        self.parts = [number, self]

    def __del__(self):
        if self.number % 2:
            back.append(self)
        ended.append(self.number)


def make():
    for i in range(200):
        node = Node(i)
        cells[i % 4] = ref(node)
        del node
        if i % 5 == 0:
            gc.collect()
    done.set()


def look():
    held = []
    while not done.is_set():
        for w in cells:
            node = w() if w is not None else None
            if node is not None:
                if node.parts[0] != node.number or node.parts[1] is not node:
                    bad.append(node.number)
                held.append(node)
        if len(held) > 20:
            held.clear()


threads = [threading.Thread(target=make)] + [threading.Thread(target=look) for _ in range(2)]
for t in threads:
    t.start()
for t in threads:
    t.join()
gc.collect()
print(bad[:5], len(ended) == len(set(ended)) == 200)
print(sorted(n.number for n in back) == list(range(1, 200, 2)))
print(all(n.parts == [n.number, n] for n in back))
back.clear()
gc.collect()
print([w() for w in cells])
