"""Threads make, follow and drop weak references to the same objects, and these end: callbacks come once, finalizers come once."""
import gc
import threading
from weakref import ref, getweakrefcount

THREADS = 4
ROUNDS = 300
lock = threading.Lock()
called = []
finalized = []
bad = []


class Node:
    def __init__(self, number):
        self.number = number
        self.copy = number

    def __del__(self):
        finalized.append(self.number)


class Numbered(ref):
    pass


def gone(w):
    if w() is not None:
        bad.append("callback with an object")
    called.append(w.number)


nodes = [Node(i) for i in range(8)]
made = [8]
watchers = []
done = threading.Event()


def watch(node):
    w = Numbered(node, gone)
    w.number = node.number
    watchers.append(w)


for node in nodes:
    watch(node)
del node


def replace(i):
    with lock:
        number = made[0]
        made[0] += 1
    new = Node(number)
    watch(new)
    if number % 3 == 0:
        new.itself = new
    nodes[i] = new


def work(seed):
    mine = [None] * 8
    for i in range(ROUNDS):
        seed = (seed * 1103515245 + 12345) % 2147483648
        place = (seed >> 8) % 8
        what = (seed >> 16) % 8
        node = nodes[place]
        if what == 0:
            del node
            replace(place)
            continue
        w = ref(node)
        if w is not ref(node) or w() is not node or getweakrefcount(node) < 2:
            bad.append("identity")
        mine[place] = w
        del node, w
        if what == 1:
            mine[(place + 1) % 8] = None
        for w in mine:
            node = w() if w is not None else None
            if node is not None and node.number != node.copy:
                bad.append(node.number)
        node = w = None


def collect():
    while not done.is_set():
        gc.collect()


threads = [threading.Thread(target=work, args=(n + 1,)) for n in range(THREADS)]
collector = threading.Thread(target=collect)
for t in threads + [collector]:
    t.start()
for t in threads:
    t.join()
done.set()
collector.join()
for i in range(8):
    nodes[i] = None
gc.collect()
print(bad[:5])
print(sorted(called) == list(range(made[0])), sorted(finalized) == list(range(made[0])))
print(all(w() is None for w in watchers))

# One reference, asked for by all threads at once.
for _ in range(50):
    one = Node(-1)
    start = threading.Barrier(THREADS)
    seen = []

    def ask():
        start.wait()
        seen.append(ref(one))

    threads = [threading.Thread(target=ask) for _ in range(THREADS)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    if len({id(w) for w in seen}) != 1 or getweakrefcount(one) != 1:
        bad.append("more than one")
del one
print(bad[:5])
