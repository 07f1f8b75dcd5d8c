"""Random values, written as program text: numbers, strings, containers, formats, and arguments that do not fit.

Integers used where a size may be meant are small, or so large that every interpreter refuses them at once: what lies between would fill the memory.
"""

import string

SMALL = [0, 1, 2, 3, -1, -2, -3, 4, 5, 7, 10, -7, 100, -100]
EDGES = [2**p + d for p in (7, 8, 15, 16, 29, 30, 31, 32, 46, 47, 52, 53, 60, 61, 62, 63, 64, 127, 128) for d in (-1, 0, 1)]
HUGE = [2**61, 2**62, 2**63 - 1, 2**63, -(2**62), -(2**63), -(2**63) - 1, 2**64, 2**100, -(10**30)]
FLOATS = """0.0 -0.0 1.0 -1.0 0.5 1.5 2.5 -2.5 0.1 3.14159 1e16 1e15 123456789.125 1e-5 1e-4 1e22 1e23 1e300 -1e300 5e-324 2.2250738585072014e-308
1.7976931348623157e+308 float('inf') float('-inf') float('nan') 9007199254740993.0 4503599627370496.5 0.3 2.675 1e100 99999.5""".split()
TEXTS = [
    "", "a", "b", "ab", "abc", "abcabc", "Hello World", "  x  ", "\t\n", "a,b,,c", "line\nnext\r\nlast\x0b\x1cend", "héllo", "ß", "ſ", "ǆ", "ǅ", "İ", "ı", "Σίσυφος",
    "ΑΣ", "ﬁ", "𝔘nicode", "日本", "e\u0301", "12", "-7", "+1_000", " 42 ", "0x1F", "0b101", "1e5", "nan", "inf", "1.5", "½", "²", "١٢", "{}", "{0}", "{a!r:>5}", "%s", "%d%%",
    "%(a)s", "'", '"', "'\"", "\\", "\x00", "\x7f", "\xad", "\u200b", "\ufeff", "True", "None", "aAbB", "_x1", "class", "TITLE Case", "xXx", "aaa", "zz top", "\U0010ffff",
]  # fmt: skip
BYTES = [b"", b"a", b"ab", b"abc", b"abcabc", b"Hello World", b"  x ", b"\x00", b"\xff", b"\x80abc", b"a,b,,c", b"l\nn\r\nx", b"12", b"-7", b"%s", b"%d", b"'", b"\"'", b"\t", b"7f00"]
FORMAT_TYPES = ["", "d", "b", "o", "x", "X", "c", "n", "e", "E", "f", "F", "g", "G", "%", "s", "r", "y"]


class Values:
    """Text of random values, from one source of randomness."""

    def __init__(self, rng):
        self.rng = rng

    def pick(self, items):
        return items[self.rng.randrange(len(items))]

    def chance(self, part):
        return self.rng.random() < part

    # Numbers

    def small(self):
        return str(self.pick(SMALL)) if self.chance(0.7) else str(self.rng.randint(-12, 12))

    def count(self):
        """A number of times: small, or beyond all sizes."""
        r = self.rng.random()
        return str(self.rng.randint(-2, 9)) if r < 0.9 else str(self.pick(HUGE))

    def integer(self):
        r = self.rng.random()
        if r < 0.4:
            return self.small()
        if r < 0.65:
            n = self.pick(EDGES)
        elif r < 0.85:
            n = self.rng.getrandbits(self.pick([8, 16, 31, 33, 48, 62, 64, 65, 90, 128, 200]))
        elif r < 0.95:
            n = 10 ** self.rng.randrange(40) + self.rng.randint(-2, 2)
        else:
            n = self.rng.getrandbits(self.pick([500, 1000, 3000]))
        return str(-n if self.chance(0.35) else n)

    def floating(self):
        r = self.rng.random()
        if r < 0.6:
            return self.pick(FLOATS)
        if r < 0.8:
            return repr(self.rng.uniform(-1000, 1000))
        if r < 0.9:
            return repr(round(self.rng.uniform(-1000, 1000), self.rng.randrange(4)))
        return repr(self.rng.uniform(-10, 10) * 10.0 ** self.rng.randint(-320, 300))

    def compl(self):
        return f"complex({self.floating()}, {self.floating()})" if self.chance(0.6) else f"({self.small()}+{self.rng.randint(0, 9)}j)"

    def number(self):
        r = self.rng.random()
        if r < 0.5:
            return self.integer()
        if r < 0.85:
            return self.floating()
        if r < 0.93:
            return self.compl()
        return self.pick(["True", "False"])

    # Strings

    def text_value(self):
        r = self.rng.random()
        if r < 0.75:
            return self.pick(TEXTS)
        if r < 0.9:
            return "".join(self.pick(TEXTS) for _ in range(self.rng.randint(2, 4)))
        return "".join(self.pick(string.printable[:62] + " .,:-_é") for _ in range(self.rng.randint(1, 12)))

    def text(self):
        return ascii(self.text_value()) if self.chance(0.3) else repr(self.text_value())

    def char(self):
        return repr(self.pick(["x", " ", "0", "é", "*", "日", "", "ab"]) if self.chance(0.3) else self.pick("x*_ 0"))

    def bytes_value(self):
        if self.chance(0.8):
            return self.pick(BYTES)
        return bytes(self.rng.randrange(256) for _ in range(self.rng.randint(0, 8)))

    def bytes(self):
        return repr(self.bytes_value())

    def buffer(self):
        r = self.rng.random()
        b = self.bytes()
        return b if r < 0.5 else f"bytearray({b})" if r < 0.8 else f"memoryview({b})"

    # Containers

    def scalar(self):
        r = self.rng.random()
        if r < 0.4:
            return self.small()
        if r < 0.55:
            return self.number()
        if r < 0.85:
            return self.text()
        return self.pick(["None", "True", "False", "()", "b'ab'", "..."])

    def hashable(self, depth=0):
        if depth < 2 and self.chance(0.1):
            return self.tuple(depth + 1, hashed=True)
        return self.scalar()

    def any(self, depth=0):
        r = self.rng.random()
        if depth > 2 or r < 0.5:
            return self.scalar()
        return self.pick([self.list, self.tuple, self.dict, self.one_set, self.small_range, self.deque, self.buffer_any])(depth + 1)

    def buffer_any(self, depth=0):
        return self.buffer()

    def items(self, depth, most=5, item=None):
        return [(item or self.any)(depth) for _ in range(self.rng.randint(0, most))]

    def small_items(self, most=5):
        return [self.small() for _ in range(self.rng.randint(0, most))]

    def list(self, depth=0):
        return "[" + ", ".join(self.items(depth) if self.chance(0.5) else self.small_items()) + "]"

    def tuple(self, depth=0, hashed=False):
        items = self.items(depth, 4, self.hashable if hashed else None)
        return "(" + "".join(i + ", " for i in items) + ")"

    def set(self, depth=0):
        items = [self.hashable(depth) for _ in range(self.rng.randint(1, 5))] if self.chance(0.4) else self.small_items() or ["1"]
        text = "{" + ", ".join(items) + "}"
        return f"frozenset({text})" if self.chance(0.3) else text

    def one_set(self, depth=0):
        """A set whose order nobody can see."""
        text = "{" + self.hashable(depth) + "}"
        return f"frozenset({text})" if self.chance(0.3) else text

    def dict(self, depth=0):
        r = self.rng.random()
        if r < 0.3:
            return "{" + ", ".join(f"{k!r}: {self.any(depth)}" for k in self.rng.sample("abcde", self.rng.randint(0, 4))) + "}"
        return "{" + ", ".join(f"{self.hashable(depth)}: {self.any(depth)}" for _ in range(self.rng.randint(0, 4))) + "}"

    def deque(self, depth=0):
        items = "[" + ", ".join(self.items(depth) if self.chance(0.3) else self.small_items(6)) + "]"
        return f"deque({items}{self.pick(['', '', ', 3', ', maxlen=5', ', None', ', 0'])})"

    def small_range(self, depth=0):
        a = [str(self.rng.randint(-5, 12)) for _ in range(self.rng.randint(1, 3))]
        if len(a) == 3 and a[2] == "0":
            a[2] = "2"
        return f"range({', '.join(a)})"

    def large_range(self):
        a = [self.integer() for _ in range(self.rng.randint(1, 3))]
        return f"range({', '.join(a)})"

    def iterable(self, depth=0):
        r = self.rng.random()
        if r < 0.75:
            return self.pick([self.list, self.tuple, self.dict, self.one_set, self.small_range, self.deque, self.text_any, self.buffer_any])(depth)
        if r < 0.9:
            return f"iter({self.list(depth)})"
        return f"(i for i in {self.list(depth)})" if r < 0.96 else self.scalar()

    def text_any(self, depth=0):
        return self.text()

    def index(self):
        r = self.rng.random()
        if r < 0.8:
            return str(self.rng.randint(-5, 6))
        return self.pick(["None", "True", "1.0", "'0'", str(self.pick(HUGE))])

    def slice(self):
        def part():
            r = self.rng.random()
            return "" if r < 0.35 else str(self.rng.randint(-7, 8)) if r < 0.9 else self.pick(["None", str(self.pick(HUGE)), "True", "1.5", "-1"])

        if self.chance(0.35):
            step = self.pick(["", "1", "2", "-1", "-2", "3", "0", "None", str(2**63)])
            return f"{part()}:{part()}:{step}"
        return f"{part()}:{part()}"

    def slice_object(self):
        return f"slice({', '.join(self.index() for _ in range(self.rng.randint(1, 3)))})"

    # Formats

    def spec(self):
        """A format specification, mostly one that means something."""
        r = self.rng
        out = ""
        if r.random() < 0.4:
            out += (self.pick("x*0 é日") if r.random() < 0.5 else "") + self.pick("<>^=")
        if r.random() < 0.25:
            out += self.pick("+- ")
        if r.random() < 0.08:
            out += "z"
        if r.random() < 0.2:
            out += "#"
        if r.random() < 0.2:
            out += "0"
        if r.random() < 0.5:
            out += str(r.randint(0, 25))
        if r.random() < 0.2:
            out += self.pick(",_")
        if r.random() < 0.3:
            out += "." + str(r.randint(0, 20))
            if r.random() < 0.1:
                out += self.pick(",_")
        if r.random() < 0.03:
            out += self.pick(" !{.")
        return out + self.pick(FORMAT_TYPES)

    def percent(self, key=""):
        r = self.rng
        out = "%" + key
        for _ in range(r.randint(0, 2)):
            out += self.pick("-+ 0#")
        if r.random() < 0.5:
            out += str(r.randint(0, 20))
        if r.random() < 0.3:
            out += "." + (str(r.randint(0, 20)) if r.random() < 0.9 else "")
        if r.random() < 0.1:
            out += self.pick("hlL")
        return out + self.pick("diouxXeEfFgGcrsa" if r.random() < 0.97 else "%yb!")
