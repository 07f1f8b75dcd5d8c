"""What is written in each protocol, by a sum of its bytes, and what is read of that."""
import binascii
import collections
import copyreg
import enum
import fractions
import io
import itertools
import functools
import pickle


class Plain:
    def __init__(self, *items):
        self.items = items
        self.name = "plain"

    def method(self):
        return self.name


class Slots:
    __slots__ = ("a", "b", "__dict__")

    def __init__(self):
        self.a = 1
        self.c = 3


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Pair(collections.namedtuple("Pair", "a b")):
    pass


class MyList(list):
    pass


class MyDict(dict):
    pass


class Keywords:
    def __new__(cls, *args, **keywords):
        self = object.__new__(cls)
        self.args, self.keywords = args, keywords
        return self

    def __getnewargs_ex__(self):
        return (1, 2), {"q": 3}


class Parts:
    def __reduce__(self):
        return Parts, (), {"z": 1}, iter([1, 2, 3]), iter([("k", "v"), ("l", "w")])

    def append(self, x):
        self.__dict__.setdefault("list", []).append(x)

    def __setitem__(self, key, value):
        self.__dict__.setdefault("dict", {})[key] = value


def set_state(obj, state):
    obj.state = state


class Setter:
    def __reduce__(self):
        return Setter, (), "the state", None, None, set_state


class Outer:
    class Inner:
        pass


class Old:
    pass


copyreg.add_extension("__main__", "Old", 0xF0)

recursive_list = []
recursive_list.append(recursive_list)
recursive_tuple = ([],)
recursive_tuple[0].append(recursive_tuple)
recursive_dict = {}
recursive_dict["me"] = recursive_dict
recursive_object = Plain()
recursive_object.me = recursive_object

VALUES = {
    "small": [0, 1, -1, 255, 256, 65535, 65536, 2**31 - 1, -(2**31)],
    "long": [2**31, -(2**31) - 1, 2**63, -(2**63), 2**63 - 1, 10**50, -(10**50), 2**2040, -(2**2040), -(2**39), -(2**47)],
    "floats": [0.0, -0.0, 1.5, 1e300, float("inf"), -float("inf"), 1e-5, 0.1],
    "texts": ["", "a", "abc", "é", "\n\\\r\0\x1a", "☃", "😀", "x" * 255, "x" * 256, "é" * 200],
    "long text": "y" * 70000,
    "bytes": [b"", b"a", b"\xff" * 255, b"\xff" * 256],
    "long bytes": [1, b"z" * 70000, 2],
    "bytearrays": [bytearray(), bytearray(b"abc"), bytearray(300)],
    "constants": [None, True, False, ..., NotImplemented, type(None), type(...), type(NotImplemented)],
    "tuples": [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), tuple(range(300))],
    "lists": [list(range(n)) for n in (0, 1, 2, 999, 1000, 1001, 2000, 2001)],
    "dicts": [{i: i for i in range(n)} for n in (0, 1, 2, 1000, 1001, 2500)],
    "sets": [set(), {1}, set(range(3)), frozenset(), frozenset([1])],
    "large set": set(range(1001)),
    "plain": Plain(1, "two"),
    "slots": Slots(),
    "colours": [Colour.RED, Colour.BLUE, Colour.RED],
    "pair": Pair(1, 2),
    "lists of a class": [MyList(), MyList([1]), MyList(range(1001))],
    "dicts of a class": [MyDict(), MyDict(a=1), MyDict((i, i) for i in range(1001))],
    "keywords": Keywords(),
    "parts": Parts(),
    "setter": Setter(),
    "nested": [Outer.Inner, Outer.Inner()],
    "extension": [Old, Old()],
    "functions": [len, set_state, pickle.PicklingError, collections.OrderedDict, itertools.chain, int.from_bytes],
    "methods": [Plain.method, str.upper, [].append],
    "renamed": [range, zip, map, functools.reduce, ImportError, ConnectionError, OSError(2, "x"), collections.UserDict],
    "recursive list": recursive_list,
    "recursive tuple": recursive_tuple,
    "recursive dict": recursive_dict,
    "recursive object": recursive_object,
    "many": [str(i) for i in range(3000)],
    "frames": [[i, (i, str(i))] for i in range(8000)],
    "library": [collections.OrderedDict([(1, 2)]), collections.defaultdict(list, a=[1]), collections.Counter("abca"),
                collections.deque([1, 2], 5), fractions.Fraction(1, 3), 1 + 2j, range(5), slice(1, 2)],
    "exceptions": [ValueError("x", 1), KeyError("a")],
}

for name, value in VALUES.items():
    sums = []
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        try:
            data = pickle.dumps(value, protocol)
        except Exception as e:
            sums.append(f"{type(e).__name__}: {e} {getattr(e, '__notes__', [])}")
            continue
        file = io.BytesIO()
        pickle.dump(value, file, protocol)
        assert file.getvalue() == data
        file.seek(0)
        one = pickle.loads(data)
        # Without frames, a file is read byte by byte.
        two = pickle.load(file) if len(data) < 5000 or protocol >= 4 else pickle.loads(memoryview(data))
        assert type(one) is type(two) is type(value)
        if "recursive" not in name:
            # Written once more, it is the same, but for what is shared.
            assert len(pickle.dumps(two, protocol)) == len(pickle.dumps(one, protocol))
        if protocol == 4 and name in ("methods", "functions", "library", "constants", "renamed"):
            # Which names of modules are the same object is not told.
            sums.append("ok")
        elif protocol == 5 and name in ("methods", "functions", "library", "constants", "renamed"):
            sums.append("ok")
        else:
            sums.append(f"{binascii.crc32(data):08x}/{len(data)}")
    print(name, *sums)

for protocol in range(6):
    a, b, c = (pickle.loads(pickle.dumps(VALUES[n], protocol)) for n in ("keywords", "parts", "setter"))
    print(a.args, a.keywords, b.__dict__, c.state)
    if protocol >= 2:
        d = pickle.loads(pickle.dumps(VALUES["slots"], protocol))
        print(d.a, d.c, hasattr(d, "b"))
    r = pickle.loads(pickle.dumps(recursive_tuple, protocol))
    print(r[0][0] is r, pickle.loads(pickle.dumps(recursive_list, protocol))[0].__class__)
    r = pickle.loads(pickle.dumps(recursive_object, protocol))
    print(r.me is r)

# Without framing in the file's writes, a long object is written by itself.
class Writes:
    def __init__(self):
        self.lengths = []

    def write(self, data):
        self.lengths.append(len(data))


for protocol in (3, 4, 5):
    w = Writes()
    pickle.dump(VALUES["long bytes"], w, protocol)
    print(protocol, w.lengths)
    w = Writes()
    pickle.dump(VALUES["frames"], w, protocol)
    print(protocol, w.lengths)

# What Python 2 wrote.
OLD = [
    b"(lp0\nI1\naL5L\naF1.5\naS'abc'\naVab\\u1234\naI01\naI00\na.",
    b"(dp0\nS'a'\np1\nI1\nsS'b'\nNs.",
    b"U\x03abc.",
    b"T\x03\x00\x00\x00abc.",
    b"(i__main__\nPlain\n.",
    b"(c__main__\nOld\no.",
    b"c__builtin__\nxrange\n(I0\nI3\nI1\ntR.",
    b"ccopy_reg\n_reconstructor\n(c__main__\nOld\nc__builtin__\nobject\nNtR.",
    b"\x82\xf0.",
]
for data in OLD:
    v = pickle.loads(data)
    print(type(v).__name__ if "object" in repr(v) else v)
print(pickle.loads(b"U\x02\xe9\xff.", encoding="latin1"), pickle.loads(b"U\x02\xe9\xff.", encoding="bytes"))
print(pickle.loads(b"U\x02\xe9\xff.", encoding="utf-8", errors="replace"))
try:
    pickle.loads(b"U\x02\xe9\xff.")
except UnicodeDecodeError as e:
    print(e)
try:
    pickle.loads(b"c__builtin__\nxrange\n.", fix_imports=False)
except ImportError as e:
    print(type(e).__name__)
