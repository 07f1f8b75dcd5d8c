import gc
import weakref


class Thing:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"Thing({self.name!r})"

    def method(self):
        return "called " + self.name

    def __eq__(self, other):
        return isinstance(other, Thing) and self.name == other.name

    def __hash__(self):
        return hash(self.name)


log = []
t = Thing("a")
r = weakref.ref(t)
cb = weakref.ref(t, lambda ref: log.append(ref() is None))
print(r() is t, weakref.getweakrefcount(t), hash(r) == hash(t), type(r))
p = weakref.proxy(t)
print(p.name, p.method(), p == t)
p.name = "b"
print(t)
del t
print(r(), log, cb() is None)
try:
    p.name
except ReferenceError as e:
    print("ReferenceError", e)
v = weakref.WeakValueDictionary()
keep = Thing("kept")
v["kept"] = keep
v["lost"] = Thing("lost")
print(sorted(v), len(v), v.get("lost"), v["kept"], "lost" in v, list(v.values()))
k = weakref.WeakKeyDictionary()
k[keep] = 1
extra = Thing("extra")
k[extra] = 2
print(len(k), k[keep])
del extra
print(len(k), list(k.items()))
s = weakref.WeakSet([keep])
s.add(Thing("temp"))
print(len(s), keep in s, list(s))
m = weakref.WeakMethod(keep.method)
print(m()(), weakref.WeakMethod(Thing("dead").method)())
f = weakref.finalize(keep, log.append, "finalized")
print(f.alive, len(log))
del keep
gc.collect()
print(f.alive, log[-1], f(), len(v), len(k), len(s), m())
for bad in (lambda: weakref.ref(5), lambda: weakref.ref("a"), lambda: weakref.ref(None), lambda: weakref.proxy(5), lambda: v["gone"],
            lambda: weakref.finalize(5, print)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)


class Slots:
    __slots__ = ("x",)


class WithRef:
    __slots__ = ("x", "__weakref__")


w = WithRef()
print(weakref.ref(w)() is w, weakref.ref(Thing)() is Thing, weakref.ref(len)() is len, weakref.ref({1})() is None, repr(weakref.ref(w)).startswith("<weakref at"))


class Sub(weakref.ref):
    def __init__(self, o, cb=None, tag=None):
        super().__init__(o, cb)
        self.tag = tag

    def __new__(cls, o, cb=None, tag=None):
        return super().__new__(cls, o, cb)


x = Sub(w, tag="t")
print(x() is w, x.tag, isinstance(x, weakref.ref), weakref.getweakrefs(w)[0]() is w)
