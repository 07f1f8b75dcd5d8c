"""A hundred thousand weak references: made, looked up, dropped and cleared, in any order."""
import gc
import weakref
from weakref import ref, getweakrefcount

# Counts end all of these; with every collection looking over so much the checkers would take minutes.
gc.disable()

N = 100_000


class Item:
    __slots__ = ("number", "__weakref__")

    def __init__(self, number):
        self.number = number


items = [Item(i) for i in range(N)]
refs = [ref(x) for x in items]
print(all(r() is x for r, x in zip(refs, items)), all(ref(x) is r for x, r in zip(items, refs)))
# Every other one is dropped, then every third object ends.
del refs[::2]
print(sum(getweakrefcount(x) for x in items))
del items[::3]
alive = [r() for r in refs]
print(len(alive) - alive.count(None), all(x is None or x.number % 3 for x in alive))
del alive
items.clear()
print(any(r() for r in refs))
refs.clear()

d = weakref.WeakValueDictionary()
items = [Item(i) for i in range(N)]
for x in items:
    d[x.number] = x
print(len(d), all(d[i] is items[i] for i in range(0, N, 97)), sum(x.number for x in d.values()) == N * (N - 1) // 2)
del items[: N // 2], x
print(len(d), 5 in d, N - 1 in d, d.get(7), d[N // 2].number)
items.clear()
print(len(d), list(d))

# One object with as many references to it.
x = Item(0)
count = 0


def gone(r):
    global count
    count += r() is None


refs = [ref(x, gone) for _ in range(N)]
print(getweakrefcount(x), len(weakref.getweakrefs(x)))
del refs[::2]
print(getweakrefcount(x))
del x
print(count, any(r() for r in refs))
s = weakref.WeakSet(items := [Item(i) for i in range(1000)])
print(len(s), items[5] in s)
del items[::2]
print(len(s), sum(x.number for x in s))
