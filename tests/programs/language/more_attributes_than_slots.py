import gc, sys, threading
class P:
    def __init__(self): self.a = 1; self.b = 2
def fill(o, n):
    for i in range(n): setattr(o, f"x{i}", i)
    return o
# Many instances outgrow; new ones have room; all keep their values in order.
old = [fill(P(), 20) for _ in range(30)]
new = [fill(P(), 28) for _ in range(30)]
for o in old + new:
    n = 28 if o in new else 20
    assert list(vars(o)) == ["a", "b"] + [f"x{i}" for i in range(n)], vars(o)
    assert all(getattr(o, f"x{i}") == i for i in range(n))
more = [fill(P(), 12) for _ in range(50)]
for o in more:
    o.x3 = [o]; del o.x4
    assert not hasattr(o, "x4") and o.x11 == 11 and o.x3[0] is o
gc.collect()
class Q: pass
class Slots:
    __slots__ = ("p", "__dict__")
class Bare:
    __slots__ = ()
q = fill(P(), 3); q.__class__ = Q; assert q.x2 == 2 and q.a == 1 and type(q) is Q
r = Q(); r.z = 1; r.__class__ = P; assert r.z == 1; fill(r, 40); assert r.x39 == 39
for x, c in ((Bare(), Q), (Q(), Bare), (Q(), Slots)):
    try: x.__class__ = c
    except TypeError as e: print(e)
s = Slots(); s.p = 5; fill(s, 40); assert s.p == 5 and s.x39 == 39
class R(P):
    def m(self): self.c = 1
rs = [fill(R(), 25) for _ in range(20)]
assert all(x.x24 == 24 for x in rs)
class D:
    def __del__(self): D.n += 1
    n = 0
ds = [fill(D(), 9) for _ in range(40)]
for d in ds: d.me = d
del ds, d; gc.collect(); print(D.n)
def worker(k):
    for i in range(300):
        o = fill(P(), 14 + i % 9)
        assert o.x13 == 13
        shared.append(o); fill(shared[i % len(shared)], 22)
shared = []
ts = [threading.Thread(target=worker, args=(k,)) for k in range(4)]
for t in ts: t.start()
for t in ts: t.join()
assert all(list(vars(o))[:2] == ["a", "b"] and o.x13 == 13 for o in shared); print(len(shared))
l = [1, 2, 3]; a, b, c = l; print(a, b, c); x, y = [4, 5]; print(x, y)
try: a, b = l
except ValueError as e: print(e)
