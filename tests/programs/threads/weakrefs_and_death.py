"""Weak references are upgraded by some threads while others drop the objects: an object, whole, or nothing."""
import threading
from _weakref import ref


class Node:
    def __init__(self, n):
        self.n = n
        self.pair = (n, n)


cells = [None] * 8
done = threading.Event()
bad = []
finished = []


def make(number):
    for i in range(400):
        node = Node(i)
        cells[i % 8] = ref(node)
        keep = [node]
        del node
        keep.clear()
    finished.append(number)


def look():
    while not done.is_set():
        for r in list(cells):
            if r is not None:
                node = r()
                if node is not None and node.pair != (node.n, node.n):
                    bad.append(node)


makers = [threading.Thread(target=make, args=(n,)) for n in range(2)]
lookers = [threading.Thread(target=look) for _ in range(2)]
for t in makers + lookers:
    t.start()
for t in makers:
    t.join()
done.set()
for t in lookers:
    t.join()
print(bad, sorted(finished))
print([r() for r in cells])
