"""Picklers and unpicklers of programs: hooks, memos, buffers, errors and their notes."""
import copyreg
import io
import pickle
import re


def attempt(f, *args, **keywords):
    try:
        print(f(*args, **keywords))
    except Exception as e:
        text = re.sub(" at 0x[0-9a-f]+", "", str(e))
        print(type(e).__name__, text, *getattr(e, "__notes__", []), sep="; ")


class Thing:
    def __init__(self, n):
        self.n = n

    def __repr__(self):
        return f"Thing({self.n!r})"

    def __eq__(self, other):
        return isinstance(other, Thing) and self.n == other.n


class Persistent(pickle.Pickler):
    def persistent_id(self, obj):
        if isinstance(obj, Thing):
            return ("thing", obj.n)
        return super().persistent_id(obj)


class Loading(pickle.Unpickler):
    def persistent_load(self, pid):
        return Thing(pid)

    def find_class(self, module, name):
        if name == "Secret":
            raise pickle.UnpicklingError("no secrets")
        return super().find_class(module, name)


class Secret:
    pass


for protocol in range(6):
    f = io.BytesIO()
    Persistent(f, protocol).dump([Thing(1), {"a": Thing(2)}, 3])
    f.seek(0)
    print(protocol, Loading(f).load())
    f.seek(0)
    attempt(pickle.load, f)
f = io.BytesIO(pickle.dumps(Secret()))
attempt(Loading(f).load)

p = pickle.Pickler(f := io.BytesIO(), 2)
p.persistent_id = lambda obj: "five" if obj == 5 else None
p.dump([1, 5])
u = pickle.Unpickler(io.BytesIO(f.getvalue()))
u.persistent_load = lambda pid: pid.upper()
print(u.load())
del u.persistent_load, p.persistent_id
print(p.persistent_id(5))
attempt(u.persistent_load, 5)
attempt(delattr, u, "persistent_load")

# Functions that take objects apart.
class Override(pickle.Pickler):
    def reducer_override(self, obj):
        if isinstance(obj, Thing):
            return Thing, (obj.n + 100,)
        if obj is len:
            return "max"
        return NotImplemented


f = io.BytesIO()
Override(f).dump([Thing(1), Thing, attempt, 7])
print(pickle.loads(f.getvalue())[0])
attempt(Override(io.BytesIO()).dump, len)

f = io.BytesIO()
p = pickle.Pickler(f)
attempt(getattr, p, "dispatch_table")
p.dispatch_table = copyreg.dispatch_table.copy()
p.dispatch_table[Thing] = lambda t: (Thing, (t.n * 2,))
p.dump(Thing(21))
print(pickle.loads(f.getvalue()))


class Tabled(pickle.Pickler):
    dispatch_table = {Thing: lambda t: (Thing, ("by table",))}


f = io.BytesIO()
Tabled(f).dump(Thing(1))
print(pickle.loads(f.getvalue()))
copyreg.pickle(Secret, lambda s: (str, ("not secret",)))
print(pickle.loads(pickle.dumps(Secret())))
del copyreg.dispatch_table[Secret]

# Memos.
f = io.BytesIO()
p = pickle.Pickler(f)
shared = ["shared"]
p.dump(shared)
first = len(f.getvalue())
p.dump(shared)
print(len(f.getvalue()) - first, sorted(n for n, _ in p.memo.copy().values()), len(pickle.loads(pickle.dumps(p.memo))))
q = pickle.Pickler(g := io.BytesIO())
q.memo = p.memo
q.dump(shared)
print(len(g.getvalue()), q.memo.copy() == p.memo.copy())
p.clear_memo()
print(p.memo.copy())
q.memo.clear()
print(q.memo.copy())
q.memo = {1: (7, shared)}
print(q.memo.copy()[id(shared)])
for wrong in (None, {1: 2}, {1: (1, 2, 3)}, {1: ("a", 2)}):
    attempt(setattr, q, "memo", wrong)
attempt(delattr, q, "memo")
u = pickle.Unpickler(f)
f.seek(0)
one, two = u.load(), u.load()
print(one is two, u.memo.copy())
w = pickle.Unpickler(io.BytesIO(b"h\x01."))
w.memo = u.memo
print(w.load(), len(pickle.loads(pickle.dumps(w.memo))))
w.memo.clear()
print(w.memo.copy())
for wrong in (None, {-1: 2}, {"a": 2}):
    attempt(setattr, w, "memo", wrong)

# Attributes.
p = pickle.Pickler(io.BytesIO(), 0)
print(p.bin, p.fast)
p.fast = True
p.bin = 1
print(p.bin, p.fast)
for wrong in ("x", 2**1000):
    attempt(setattr, p, "fast", wrong)
attempt(delattr, p, "bin")
cycle = []
cycle.append(cycle)
try:
    p.dump(cycle)
except ValueError as e:
    print(str(e)[:60])
f = io.BytesIO()
p = pickle.Pickler(f)
p.fast = 1
p.dump([shared, shared])
print(f.getvalue())

# Buffers.
data = [pickle.PickleBuffer(bytearray(b"abc")), pickle.PickleBuffer(b"def"), pickle.PickleBuffer(memoryview(b"0123456")[::2])]
attempt(pickle.dumps, data[0], 4)
attempt(pickle.dumps, data[2], 5)
out = []
b = pickle.dumps(data[:2], 5, buffer_callback=out.append)
print(b, [bytes(x) for x in out])
print(pickle.loads(b, buffers=out)[1].__class__, [bytes(x) for x in pickle.loads(b, buffers=[bytearray(b"x"), bytearray(b"y")])])
print([type(x) for x in pickle.loads(b, buffers=[bytearray(b"x"), bytearray(b"y")])])
attempt(pickle.loads, b)
attempt(pickle.loads, b, buffers=[b""])
attempt(pickle.dumps, 1, 4, buffer_callback=print)
print(pickle.loads(pickle.dumps(data[:2], 5)), pickle.loads(pickle.dumps(data[:2], 5, buffer_callback=lambda b: True)))
print(memoryview(data[0]).tobytes(), data[0].raw().readonly, data[1].raw().readonly, bytes(data[1]))
attempt(data[2].raw)
data[0].release()
data[0].release()
attempt(data[0].raw)
attempt(pickle.PickleBuffer, 5)
attempt(memoryview, data[0])
attempt(pickle.dumps, data[0])


# Errors.
class Bad:
    def __init__(self, value):
        self.value = value

    def __reduce__(self):
        return self.value


def local():
    class Local:
        pass

    return Local


for value in (5, (), (1,), (len,), (5, ()), (len, 5), (len, (), None, 5), (len, (), None, None, 5), (len, (), None, None, None, 5), (1,) * 7,
              "nosuch", (copyreg.__newobj__, ()), (copyreg.__newobj__, (5,)), (copyreg.__newobj__, (Thing,)), (copyreg.__newobj_ex__, (1,)),
              (copyreg.__newobj_ex__, (5, (), {})), (copyreg.__newobj_ex__, (Thing, 5, {})), (copyreg.__newobj_ex__, (Thing, (), 5)),
              (Thing, (local(),)), (local(), ()), (Thing, (1,), local()), (Thing, (1,), None, iter([local()])), (Thing, (1,), 1, None, None, lambda: 0)):
    attempt(lambda: pickle.dumps([{"key": (Bad(value),)}]) and None)
attempt(lambda: pickle.dumps({1: {local()}}))
attempt(lambda: pickle.dumps(lambda: 0))
attempt(lambda: pickle.dumps(frozenset([local()])))
attempt(pickle.dumps, 1, 6)
attempt(pickle.dumps, 1, "x")
attempt(pickle.dump, 1, 5)
attempt(pickle.load, 5)
attempt(pickle.loads, "text")
attempt(pickle.loads, b".", encoding=5)
attempt(pickle.Pickler)
attempt(pickle.Unpickler)


class NoInit(pickle.Pickler):
    def __init__(self):
        pass


class NoInitEither(pickle.Unpickler):
    def __init__(self):
        pass


attempt(NoInit().dump, 1)
attempt(NoInitEither().load)


class Again:
    def __reduce__(self):
        attempt(pickler.dump, 1)
        attempt(pickler.__init__, io.BytesIO())
        return list, ()


pickler = pickle.Pickler(io.BytesIO())
pickler.dump(Again())


# Files: what is asked of them.
class File:
    def __init__(self, data, peek):
        self.file = io.BytesIO(data)
        if peek:
            self.peek = lambda n: self.note("peek", self.file.getvalue()[self.file.tell() : self.file.tell() + n])

    def note(self, what, data):
        print(what, len(data), end=" ")
        return data

    def read(self, n):
        return self.note("read", self.file.read(n))

    def readline(self):
        return self.note("readline", self.file.readline())


two = pickle.dumps([1, "two"], 4) + pickle.dumps({"three": 4}, 2)
for peek in (False, True):
    f = File(two, peek)
    print(pickle.load(f), f.file.tell())
    print(pickle.load(f), f.file.tell())
    attempt(pickle.load, f)


class Silly:
    def read(self, n):
        return "text"

    readline = read


attempt(pickle.load, Silly())


class Into(File):
    def readinto(self, b):
        n = self.file.readinto(b)
        print("readinto", n)
        return n


print(len(pickle.load(Into(pickle.dumps(bytearray(70000), 5), False))))

for v in (pickle.PickleError, pickle.PicklingError, pickle.UnpicklingError, pickle.PickleBuffer, pickle.Pickler, pickle.Unpickler):
    print(v, v.__mro__[1])
