"""Collections in a loop while other threads make cycles, with finalizers: each cycle is finalized once."""
import gc
import threading


class Node:
    def __init__(self, owner, n):
        self.me = self
        self.ring = [self, (self,)]
        self.key = owner, n

    def __del__(self):
        assert self.ring[0] is self and self.ring[1][0] is self
        ended.append(self.key)


ended = []
stop = threading.Event()


def collect():
    while not stop.is_set():
        gc.collect()


def make(owner):
    for n in range(120):
        node = Node(owner, n)
        node.others = [Node(owner, (n, i)) for i in range(2)]


collector = threading.Thread(target=collect)
collector.start()
makers = [threading.Thread(target=make, args=(n,)) for n in range(3)]
for t in makers:
    t.start()
for t in makers:
    t.join()
stop.set()
collector.join()
gc.collect()
gc.collect()
print(len(ended), len(set(ended)))
