"""`marshal`: values to bytes and back, in every version of the format, with shared and recursive values, and data that is none."""

import io
import marshal
import threading


def attempt(call):
    try:
        print(repr(call()))
    except Exception as e:
        print(type(e).__name__, e)


values = [
    None, True, False, ..., StopIteration, 0, 5, -5, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 10**40, -(2**15), 1.5, -0.0, 1e300, 0.1, float("inf"), 1 + 2j, -0.5j,
    "", "abc", "a b", "é", "日本", "x" * 300, b"", b"ab\0", bytearray(b"q"), memoryview(b"w"), (), (1, "two", 3.0), tuple(range(300)), [], [1, [2, [3]]],
    {}, {"a": 1, 2: [3]}, set(), {1, 2, 3}, frozenset("abc"), frozenset([frozenset([1, 2]), frozenset([3, 4])]), {(1, 2): {3: {4}}},
]
for value in values:
    for version in range(7):
        data = marshal.dumps(value, version)
        back = marshal.loads(data)
        if version == 2:
            print(data[:80], type(back).__name__)
        same = repr(back) == repr(value) if isinstance(value, (float, complex)) else back == value
        if not same:
            print("differs:", version, value, back)
print(marshal.version, marshal.dumps(7), marshal.dumps("é"), marshal.dumps((1, (2.5, None)), 2))
for version in 4, 5:
    attempt(lambda: marshal.loads(marshal.dumps([slice(1, None, "x")], version)))

# What is one object stays one.
part = ["part"]
back = marshal.loads(marshal.dumps([part, (part,), {"p": part}]))
print(back, back[0] is back[1][0] is back[2]["p"])
back = marshal.loads(marshal.dumps([part, part], 2))
print(back, back[0] is back[1])
loop = []
loop.append(loop)
back = marshal.loads(marshal.dumps(loop))
print(back, back[0] is back)
table = {}
table["self"] = (table, [table])
back = marshal.loads(marshal.dumps(table))
print(back["self"][0] is back is back["self"][1][0])
pair = ([], {})
pair[0].append(pair)
pair[1]["pair"] = pair
back = marshal.loads(marshal.dumps(pair))
print(back[0][0] is back is back[1]["pair"])
# Equal sets are the same bytes, however they came to be.
print(marshal.dumps({"a", "b", "c", "d"}, 2) == marshal.dumps({"d", "c", "b", "a"}, 2))


# What cannot be written.
class Text(str):
    pass


def function():
    pass


for value in object(), int, print, range(3), Text("a"), [1, {2: object()}]:
    attempt(lambda: marshal.dumps(value))
attempt(lambda: marshal.dumps([function.__code__], allow_code=False))
attempt(lambda: marshal.dumps(loop, 2))
deep = []
for _ in range(1990):
    deep = [deep]
print(len(marshal.dumps(deep)), type(marshal.loads(marshal.dumps(deep))))
for _ in range(20):
    deep = [deep]
attempt(lambda: marshal.dumps(deep))

# What cannot be read.
for data in (
    b"", b"i", b"i\1\2", b"X", b"0", b"[\1\0\0\0", b"[\1\0\0\x000", b"(\1\0\0\x000", b"<\1\0\0\x000", b"{N", b"r\0\0\0\0", b"[\1\0\0\0r\0\0\0\0", b"\xbe\1\0\0\0r\0\0\0\0",
    b"l\1\0\0\0\0\x80", b"l\1\0\0\0\0\0", b"l\0\0\0\x80", b"s\xff\xff\xff\xff", b"s\5\0\0\0ab", b"(\xff\xff\xff\xff", b"[\xff\xff\xff\xff", b"<\xff\xff\xff\xff",
    b"u\xff\xff\xff\xff", b"u\1\0\0\0\xff", b"z\5a", b"g\0\0", b"f\3abc", b"{[\0\0\0\0N0", b"<\1\0\0\0[\0\0\0\0", b"[\1\0\0\0" * 2100 + b"N",
):
    attempt(lambda: marshal.loads(data))
for data in b"f\0031.5", b"x\0011\0012", b"I\1\0\0\0\0\0\0\0", b"{N0", b"\xda\1a", b"t\1\0\0\0a", b"A\1\0\0\0a", b"NN", bytearray(b"T"), memoryview(b"F"):
    attempt(lambda: marshal.loads(data))
attempt(lambda: marshal.loads("N"))
attempt(lambda: marshal.loads(5))

# Files.
file = io.BytesIO()
print(marshal.dump([1, "a", b"c"], file), marshal.dump({1: 2**70}, file, 2))
file.seek(0)
for _ in range(3):
    attempt(lambda: marshal.load(file))
attempt(lambda: marshal.dump(1, 5))
attempt(lambda: marshal.load(io.StringIO("N")))


class Greedy:
    def read(self, size):
        return b""

    def readinto(self, buffer):
        return len(buffer) + 1


attempt(lambda: marshal.load(Greedy()))

# A list that grows while it is written.
growing = []
results = []


def grow():
    for i in range(300):
        growing.append((i, str(i)))


def write():
    for _ in range(20):
        results.append(marshal.loads(marshal.dumps(growing)))


threads = [threading.Thread(target=f) for f in (grow, write, write)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(results), all(r == growing[:len(r)] for r in results))

# A slice that holds itself, and several NaNs in a set.
holder = slice([], None)
holder.start.append(holder)
attempt(lambda: marshal.dumps(holder))
twice = slice(1, 2)
print(marshal.loads(marshal.dumps([twice, twice])))
nans = {float("nan"), float("nan"), complex(float("nan"), 0), (float("nan"),), 1.5}
print(sorted(map(repr, marshal.loads(marshal.dumps(nans)))))
