# A value that `reset` or `set` displaces may end, and its finalizer uses contexts itself.
from contextvars import ContextVar, copy_context

v = ContextVar("v")
v2 = ContextVar("v2", default=None)
kept = []


class D:
    def __init__(self, n):
        self.n = n

    def __del__(self):
        v2.set(self.n)
        kept.append(copy_context())


t = v.set(D(1))
v.reset(t)
del t
v2.set(2)
print(v2.get(), [c[v2] for c in kept])

v.set(D(3))
v.set("plain")
v2.set(4)
print(v2.get(), [c[v2] for c in kept], [c.get(v) for c in kept])


def inside():
    t = v.set(D(5))
    v.reset(t)
    del t
    v2.set(6)
    return v2.get()


c = copy_context()
print(c.run(inside), c[v2], v2.get(), [c[v2] for c in kept])


# The values that a context lent may end with the write that gives it others.
def lent():
    v.set(D(7))
    c = copy_context()
    c.run(v.set, "other")
    del c
    v.set("plain")
    v2.set(8)
    return v2.get()


kept.clear()
print(copy_context().run(lent), [c[v2] for c in kept], [c[v] for c in kept])
