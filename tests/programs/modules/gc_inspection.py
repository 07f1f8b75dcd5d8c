"""What the collector is told and tells: generations, thresholds, who refers to whom."""
import gc
import weakref


class Node:
    def __init__(self, *others):
        self.others = list(others)


def cycle():
    a = Node()
    a.others.append(a)
    return weakref.ref(a)


gc.collect()
gc.disable()
young = cycle()
print(gc.collect(0) > 0, young() is None)
young = cycle()
print(gc.collect(generation=2) > 0, young() is None)
for bad in (-1, 3, "x"):
    try:
        gc.collect(bad)
    except Exception as e:
        print(type(e).__name__, e)
stats = gc.get_stats()
print(len(stats), [sorted(s) for s in stats][0], stats[0]["collections"] > 0, stats[2]["collections"] > 0, stats[2]["collected"] > 0)

before = gc.get_threshold()
gc.set_threshold(12345, 7, 3)
print(gc.get_threshold()[0], len(before))
gc.set_threshold(*before)
print(gc.get_threshold()[0] == before[0], all(isinstance(n, int) for n in gc.get_count()))

inner = Node()
outer = Node(inner)
holders = gc.get_referrers(inner)
print(outer.others in holders, any(h is outer for h in holders))
print(inner in gc.get_referents(outer.others), Node in gc.get_referents(inner), gc.get_referents(5, "a", None))
print(sorted(map(str, gc.get_referents([1, "b", (2,)], {7: 3.5}))))
mark = Node()
print(any(o is mark for o in gc.get_objects()), any(o is mark for o in gc.get_objects(generation=0)))
for bad in (-2, 3):
    try:
        gc.get_objects(bad)
    except ValueError as e:
        print(e)


class Lazarus:
    def __del__(self):
        saved.append(self)


saved = []
x = Lazarus()
print(gc.is_finalized(x), gc.is_finalized(1))
del x
print(len(saved), gc.is_finalized(saved[0]))
gc.enable()
print(gc.isenabled())


told = []


def tell(phase, info):
    told.append((phase, info["generation"], info["collected"] > 0))


gc.collect()
gc.disable()
gc.callbacks.append(tell)
cycle()
gc.collect(0)
gc.collect()
print(told)
gc.callbacks.clear()
gc.collect()
print(len(told))
gc.set_threshold(0)
print(gc.isenabled(), gc.get_threshold()[0])
gc.enable()
print(gc.isenabled(), gc.get_threshold()[0])
gc.set_threshold(*before)
