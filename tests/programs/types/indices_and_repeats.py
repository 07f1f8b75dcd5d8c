# Indices, repetition and slices at their edges: what is asked for once, which error comes first, and what methods say that stand for operators.
from collections import deque
from functools import lru_cache


def t(function):
    try:
        print(repr(function()))
    except Exception as e:
        print(type(e).__name__, e)


class Once:
    """An index that says when it is asked for."""

    def __index__(self):
        print("index", end=" ")
        return 1


class Huge:
    def __index__(self):
        return 2**70


class Wrong:
    def __index__(self):
        return "1"


i = Once()
for v in ([1, 2, 3], (1, 2, 3), "abc", b"abc", bytearray(b"abc"), range(3), memoryview(b"abc"), deque([1, 2, 3])):
    t(lambda: v[i])
    for k in (Huge(), Wrong(), 2**70, -(2**70), 1.0, None):
        t(lambda: v[k])
for v in ([1], (1,), "a", b"a", bytearray(b"a"), deque([1])):
    t(lambda: v * i)
    t(lambda: i * v)
    t(lambda: v * Huge())
t(lambda: [1, 2, 3][i:i])
t(lambda: slice(i).indices(i))
t(lambda: "abc".find("c", i))
t(lambda: [1, 2].index(2, i))
t(lambda: bytes(i))
t(lambda: bytearray(i))
t(lambda: memoryview(bytes(range(4))).cast("B", [2, 2])[i, i])
t(lambda: bytearray(b"abc").take_bytes(i))
x = [1, 2]
x[i] = 3
x *= i
del x[i]
print(x)

# Nothing, however often, is nothing, at once.
for v in ([], (), "", b"", bytearray(), deque()):
    t(lambda: v * 2**61)
    t(lambda: v.__mul__(2**61))
empty = []
empty *= 2**61
empty = bytearray()
empty *= 2**61
t(lambda: b"ab" * 2**62)
t(lambda: bytearray(b"ab") * 2**62)

# Methods that stand for operators of sequences refuse; nobody is asked after them.
for v in ([1], (1,), "a", b"a", bytearray(b"a"), deque([1])):
    for other in (None, 1.5, {}):
        t(lambda: v.__add__(other))
        t(lambda: v.__mul__(other))
        t(lambda: v.__rmul__(other))
        t(lambda: v + other)
        t(lambda: v * other)
t(lambda: [1].__imul__(None))
t(lambda: [1].__iadd__(None))
t(lambda: deque([1]).__imul__(None))
for k in ("a", slice(1)):
    t(lambda: deque([1])[k])
    t(lambda: deque([1]).__getitem__(k))
    t(lambda: deque([1]).__setitem__(k, 1))
    t(lambda: deque([1]).__delitem__(k))

# Comparisons leave strangers to the other side.
t(lambda: (1).__lt__(1.5))
t(lambda: (1.5).__gt__(1))
t(lambda: True.__eq__(1.0))
t(lambda: b"a".__lt__(bytearray(b"b")))
t(lambda: bytearray(b"a").__lt__(b"b"))
t(lambda: b"a" < bytearray(b"b"))
t(lambda: (1).__pow__())
t(lambda: (1.0).__rpow__(1, 2, 3))
t(lambda: (2).__pow__(5, 7))

# Ranges and slices beyond machine integers.
t(lambda: range(10**30)[:: 10**29])
t(lambda: range(10**30)[-(2**70) :])
t(lambda: range(10**30)[10**29])
t(lambda: range(10**30)[i])
t(lambda: range(-5, -10, -2)[5:1:-3])
t(lambda: range(3)[2**70 :])
t(lambda: range(3)[::0])
t(lambda: range(3)["a":])
t(lambda: range(3)[10**30])
t(lambda: range(5).index(1.0))
t(lambda: range(5).count(1.0))
t(lambda: range(5).index("a"))
t(lambda: slice(2**80, None, -(2**70)).indices(2**70))
t(lambda: slice(1).indices(-(2**70)))
t(lambda: slice("a").indices(1))
t(lambda: [1][slice("a")])


# Which error is the first.
def put(target, key, value):
    target[key] = value


for key in (1.0, 2**64, 9, slice(0, 2, 0)):
    for value in (b"a", 300, "x", None):
        t(lambda: put(bytearray(b"abc"), key, value))
        t(lambda: put(memoryview(bytearray(b"abc")), key, value))
m = memoryview(bytes(range(8))).cast("B", [2, 4])
t(lambda: m.index(1))
t(lambda: m.index(1, 2, 3))
t(lambda: memoryview(b"").cast("q", [2]))
t(lambda: memoryview(b"ab").cast("B", [0]))
t(lambda: "a".endswith((), 1.0))
t(lambda: "a".find("", "x"))

# Text in buffers.
t(lambda: bytes.fromhex(bytearray(b"00 ff")))
t(lambda: bytes.fromhex(b"0 ff"))
t(lambda: bytes.fromhex(memoryview(b"00ff\xe9")))
t(lambda: bytearray.fromhex(1))
for v in (b"ab", bytearray(b"ab"), memoryview(b"ab"), b"\xff"):
    t(lambda: int(v))
    t(lambda: int(v, 5))
separator = bytearray(b"a")
print(b"bac".partition(separator)[1] is separator, b"bac".rpartition(separator), bytearray(b"bac").partition(b"a"))

# What cannot be in a set.
for name in ("union", "update", "intersection", "intersection_update", "difference", "symmetric_difference", "isdisjoint", "issubset", "issuperset"):
    t(lambda: getattr({1}, name)([[]]))
t(lambda: lru_cache(maxsize="1"))
