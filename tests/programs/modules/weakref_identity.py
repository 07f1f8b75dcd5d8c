"""A weak reference that is like any other is made once; those with callbacks and of subclasses are made each time."""
import gc
import weakref
from weakref import getweakrefcount, getweakrefs, ref


class Thing:
    pass


class Sub(ref):
    pass


def names(refs, known):
    return [next(name for name, r in known.items() if r is x) for x in refs]


t = Thing()
print(ref(t) is ref(t), getweakrefcount(t), getweakrefs(t))
r = ref(t)
print(ref(t) is r, ref(t, None) is r, weakref.ReferenceType(t) is r, Sub(t) is r)
call = [ref(t, print), ref(t, print)]
sub = [Sub(t), Sub(t)]
known = {"r": r, "call0": call[0], "call1": call[1], "sub0": sub[0], "sub1": sub[1]}
print(call[0] is call[1], sub[0] is sub[1], len({id(x) for x in known.values()}))
print(getweakrefcount(t), names(getweakrefs(t), known))
del r
known.pop("r")
print(getweakrefcount(t), names(getweakrefs(t), known))
known["new"] = ref(t)
print(names(getweakrefs(t), known), ref(t) is known["new"])
sub.clear()
del known["sub0"], known["sub1"]
print(names(getweakrefs(t), known))
call.clear()
known.clear()
print(getweakrefcount(t), getweakrefs(t))
print(getweakrefcount(5), getweakrefs("text"), getweakrefcount(None))

# The newest callback is called first, and each once.
log = []
t = Thing()
keep = [ref(t, lambda w, i=i: log.append((i, w()))) for i in range(4)]
del keep[2]
del t
print(log, [w.__callback__ for w in keep], [w() for w in keep])

# A callback that makes and drops references while others wait to be called.
t = Thing()
other = Thing()


def busy(w):
    log.append((ref(other)() is other, getweakrefcount(other)))


log.clear()
keep = [ref(t, busy) for _ in range(3)]
del t
print(log, getweakrefcount(other))

# In garbage: those with callbacks are cleared before finalizers run, the others after; what comes back has them still.
back = []


class Back:
    def __del__(self):
        log.append((plain() is self, called()))
        back.append(self)


log.clear()
b = Back()
b.itself = b
plain = ref(b)
called = ref(b, lambda w: log.append(("callback", w(), plain() is not None)))
del b
gc.collect()
print(log, plain() is back[0], called(), getweakrefcount(back[0]))
back[0].itself = None
back.clear()
print(plain(), called())

# A reference that is garbage itself is not called.
log.clear()
t = Thing()
t.w = ref(t, log.append)
t.itself = t
outside = ref(t, lambda w: log.append("outside"))
del t
gc.collect()
print(log, outside())

# A finalizer that makes weak references to what is garbage.
made = []


class Maker:
    def __del__(self):
        made.append(ref(self))
        made.append(ref(self, lambda w: log.append(w() is None)))
        log.append(made[0]() is self)


log.clear()
m = Maker()
m.itself = m
del m
gc.collect()
print(log, [w() for w in made])

# A finalizer without a cycle may still follow references to its object, and bring it back.
class Once:
    def __del__(self):
        log.append((w1() is self, w2() is self))
        back.append(self)


log.clear()
o = Once()
w1 = ref(o)
w2 = ref(o, lambda w: log.append("called"))
del o
print(log, w1() is back[0], w2() is back[0])
back.clear()
print(log, w1(), w2())
