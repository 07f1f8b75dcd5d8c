# How objects are taken apart and copied.
import copy


class Plain:
    def __init__(self, x):
        self.x = x


class Slots:
    __slots__ = ("a", "b", "__hidden")

    def hide(self):
        self.__hidden = 1


class Mixed(Slots):
    pass


class Counted(list):
    def __init__(self, *args):
        super().__init__(*args)
        self.count = 0


class Custom:
    def __init__(self, v):
        self.v = v

    def __reduce__(self):
        return Custom, (self.v + 1,)


class State:
    def __getstate__(self):
        return {"saved": True}

    def __setstate__(self, state):
        self.state = state


class Args(tuple):
    def __new__(cls, a, b):
        return super().__new__(cls, (a, b))

    def __getnewargs__(self):
        return self[0], self[1]


def show(r):
    print(r[0].__name__, r[1], r[2], r[3] and list(r[3]), r[4] and list(r[4]))


print(Plain(1).__getstate__(), object().__getstate__(), Plain(1).__getstate__() == {"x": 1})
s = Slots()
print(s.__getstate__())
s.a = 1
s.hide()
print(s.__getstate__())
m = Mixed()
m.a, m.z = 1, 2
print(m.__getstate__())
f, args, state, *_ = Plain(5).__reduce_ex__(4)
print(f.__name__, args == (Plain,), state)
show(Counted([1, 2]).__reduce_ex__(2)[:1] + ((), None, iter([1, 2]), None))
print(type(Counted([1, 2]).__reduce_ex__(2)[3]).__name__, list({1: 2}.__reduce_ex__(2)[4]))
print(Custom(1).__reduce_ex__(2)[1], State().__reduce_ex__(2)[2], Args(1, 2).__reduce_ex__(2)[1][1:])
for bad in (lambda: 0, (x for x in ()), print.__self__):
    try:
        bad.__reduce_ex__(2)
    except TypeError as e:
        print(e)

c = copy.copy(Plain([1]))
d = copy.deepcopy(Plain([1]))
print(c.x, d.x, copy.copy(Counted([1, 2])), copy.copy(Custom(1)).v, copy.copy(State()).state, copy.copy(Args(1, 2)))
m2 = copy.copy(m)
print(m2.a, m2.z, hasattr(m2, "b"), copy.copy(s).a)
loop = [1]
loop.append(loop)
deep = copy.deepcopy(loop)
print(deep[0], deep[1] is deep, deep is not loop)
shared = Plain(1)
pair = copy.deepcopy([shared, shared])
print(pair[0] is pair[1], pair[0] is not shared)
print(copy.replace(type("N", (), {"__replace__": lambda self, **k: k})(), a=1))
class Bytes(bytearray):
    pass
b = Bytes(b"ab\xff")
b.x = 1
c = copy.copy(b)
print(c, c.x, type(c) is Bytes, b.__reduce__(), bytearray(b"ab\xff").__reduce_ex__(2), bytearray(b"ab\xff").__reduce_ex__(3), bytearray().__reduce_ex__(4))
