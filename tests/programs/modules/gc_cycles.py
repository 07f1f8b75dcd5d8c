import gc
import weakref

print(gc.isenabled(), gc.disable(), gc.isenabled(), gc.enable(), gc.isenabled())


class Node:
    def __init__(self, name):
        self.name = name
        self.links = []


def cycle(n):
    nodes = [Node(i) for i in range(n)]
    for a, b in zip(nodes, nodes[1:] + nodes[:1]):
        a.links.append(b)
    return [weakref.ref(x) for x in nodes]


gc.collect()
refs = cycle(10)
print(gc.collect() > 0, [r() for r in refs] == [None] * 10, gc.collect())
gone = []


class Noisy(Node):
    def __del__(self):
        gone.append(self.name)


def noisy():
    a, b = Noisy("a"), Noisy("b")
    a.links.append(b)
    b.links.append(a)


noisy()
gc.collect()
print(sorted(gone))
saved = []


class Phoenix:
    def __del__(self):
        saved.append(self)


def rise():
    p = Phoenix()
    p.me = p


rise()
gc.collect()
print(len(saved), saved[0].me is saved[0])
saved.clear()
gc.collect()
print(len(saved))
x = [1]
print(gc.is_tracked(x), gc.is_tracked(5), gc.is_tracked("a"), isinstance(gc.get_count(), tuple), len(gc.get_threshold()))
called = []
r = weakref.ref(Node("x"), called.append)
print(r() is None, len(called))
keep = Node("keep")
keep.links.append(keep)
k = weakref.ref(keep)
gc.collect()
print(k() is keep)
del keep
gc.collect()
print(k() is None, gc.garbage)
def gen():
    me = yield
    yield me
g = gen()
next(g)
g.send(g)
w = weakref.ref(g)
del g
gc.collect()
print(w() is None)
