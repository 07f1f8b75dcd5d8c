# Views with gaps, and released ones, where bytes are asked for.
import array, io, struct


def tried(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


gaps = memoryview(b"abc")[::2]


def fresh():
    return bytearray(b"xyz")


def iadd(x):
    b = fresh()
    b += x
    return b


def extend(x):
    b = fresh()
    b.extend(x)
    return b


def put(key, x):
    b = fresh()
    b[key] = x
    return b


gone = memoryview(bytearray(b"abc"))
gone.release()
for v in gaps, gone:
    tried(lambda: b"a" + v)
    tried(lambda: fresh() + v)
    tried(lambda: iadd(v))
    tried(lambda: put(slice(0, 1), v))
    tried(lambda: b",".join([b"a", v]))
    tried(lambda: bytearray(b"ac") == v)
    tried(lambda: bytearray(b"ac") < v)
    tried(lambda: bytes(v))
    tried(lambda: struct.unpack("2s", v))
tried(lambda: extend(gaps))
tried(lambda: put(slice(None, None, 2), gaps))
tried(lambda: str(gaps, "ascii"))
tried(lambda: list(struct.iter_unpack("B", gaps)))
tried(lambda: list(struct.iter_unpack("B", gaps.tobytes())))
tried(lambda: list(struct.iter_unpack("<H", array.array("H", [1, 2, 3]))))
tried(lambda: struct.unpack_from("<H", bytearray(b"abcdef"), -2))
tried(lambda: struct.unpack_from("<H", memoryview(bytearray(b"abcdef"))[1:], 2))
tried(lambda: struct.unpack_from("<H", bytearray(b"abcdef"), 5))
tried(lambda: struct.unpack_from("<H", 5))

# One item without dimensions.
one = memoryview(bytearray(4)).cast("i", [])


def set_one(key, x):
    one[key] = x
    return one[()]


tried(lambda: set_one(..., 5))
tried(lambda: set_one((), 7))
tried(lambda: set_one(0, 7))
tried(lambda: set_one(..., b"abcd"))
tried(lambda: set_one(..., 2**40))

# A view may be hashed if what it shows may.
tried(lambda: hash(memoryview(bytearray(b"abc")).toreadonly()))
tried(lambda: hash(memoryview(array.array("B", b"abc")).toreadonly()))
tried(lambda: hash(memoryview(b"abc")) == hash(b"abc"))

# Views compare by value.
A = array.array
nan = float("nan")
tried(lambda: memoryview(A("d", [0.0])) == memoryview(A("d", [-0.0])))
tried(lambda: memoryview(A("d", [nan])) == memoryview(A("d", [nan])))
tried(lambda: memoryview(A("Zd", [0j])) == memoryview(A("Zd", [complex(-0.0, 0)])))
same = memoryview(A("Zf", [complex(nan, 1)]))
tried(lambda: same == same)
text = memoryview(A("w", "ab"))
tried(lambda: text == text)
tried(lambda: memoryview(A("f", [1.5])) == A("d", [1.5]))
tried(lambda: memoryview(A("Zf", [1.5])) == A("Zd", [1.5]))
tried(lambda: memoryview(A("Zd", [1 + 2j])).tolist())

# Arrays.
q = A("Zd", [1 + 2j])
q.byteswap()
print(q.tobytes())
tried(lambda: A("i").fromfile(io.BytesIO(b"x"), 2**62))
tried(lambda: A("b").fromfile(io.BytesIO(b"x"), 2**62))
tried(lambda: A("b").fromfile(io.BytesIO(b"x"), -1))
tried(lambda: A("b").fromfile(io.StringIO("x"), 1))
for a, b in [("i", "i"), ("i", "q"), ("d", "d"), ("B", "b")]:
    for x, y in [([1, 2], [1, 2]), ([1, 2], [1, 3]), ([1], [1, 2]), ([], []), ([2], [1, 2])]:
        x, y = A(a, x), A(b, y)
        print(x == y, x != y, x < y, x <= y, x > y, x >= y, end=" ")
    print()
tried(lambda: A("d", [nan]) == A("d", [nan]))
s = A("i", range(10))
print(s[2:5], s[8:2:-3], s[5:2], s[:], s[::4])


# What packing runs does not write where nobody may write any more.
class Releases:
    def __index__(self):
        shown.release()
        return 2


class Clears:
    def __index__(self):
        held.clear()
        return 5


shown = memoryview(bytearray(3))
held = bytearray(3)
tried(lambda: struct.pack_into("B", held, 0, Clears()))
tried(lambda: struct.pack_into("B", shown, 0, Releases()))
tried(lambda: shown[: Releases()].tolist())
tried(lambda: shown[0])


# Complex numbers in formats.
for f in "F", "D", "Zf", "Zd", "Zx", "Z", "2Zf", "<Zd", "Z2f", "Zff", "Z f":
    tried(lambda: struct.calcsize(f))
tried(lambda: struct.unpack(">ZdZf", struct.pack(">ZdZf", 1 - 2j, 1.5j)))
for f in "F", "D", "Zf", "Zd", "@Zd", "ZZ":
    tried(lambda: memoryview(bytearray(16)).cast(f).format)
complexes = memoryview(bytearray(16)).cast("Zd")
complexes[0] = 1 + 2j
tried(lambda: complexes.tolist())
tried(lambda: complexes.__setitem__(0, "x"))
for at in 2**1000, -(2**63) - 1, 0.0:
    tried(lambda: struct.pack_into("B", bytearray(3), at, 1))
