# Matches of random patterns, and of those that once went another way here than in CPython. Each line of the second part is the checksum of all that
# a pattern gives on a few subjects; `python re_random.py FIRST LAST full` prints the results themselves, of any seeds.
import re
import sys
import warnings
import zlib

warnings.simplefilter("ignore")


class Rng:
    def __init__(self, seed):
        self.s = seed * 2654435761 % 2**32 or 1

    def below(self, n):
        self.s ^= self.s << 13 & 0xFFFFFFFF
        self.s ^= self.s >> 17
        self.s ^= self.s << 5 & 0xFFFFFFFF
        return self.s % n

    def of(self, items):
        return items[self.below(len(items))]


TEXTS = [
    ("ab", ["a", "b", "c", "ab", "abc"], "abc\n "),
    ("word", ["a", "B", "_", "1", "k", "s"], "aAbBkKsS1_ \n.-"),
    ("wide", ["a", "é", "ß", "k", "ſ", "漢", "😀", "ǆ"], "aé\u212akKſsS漢😀ßẞÉ ǅǆ\u0660\u2028\nİiIı"),
    ("latin", ["é", "µ", "ÿ", "a"], "éÉµÿaA \xa0\n"),
]
CLASSES = [r"\d", r"\D", r"\s", r"\S", r"\w", r"\W"]


class Maker:
    def __init__(self, rng, kind):
        self.r, self.kind = rng, kind
        self.groups, self.names, self.nested = 0, 0, 0
        _, self.letters, self.alphabet = TEXTS[kind]

    def literal(self):
        return re.escape(self.r.of(self.letters))

    def charset(self):
        r = self.r
        out = "^" if r.below(3) == 0 else ""
        for _ in range(1 + r.below(3)):
            k = r.below(4)
            if k == 0:
                out += r.of(CLASSES)
            elif k == 1:
                a, b = sorted([r.of(self.letters)[0], r.of(self.letters)[0]])
                out += f"{re.escape(a)}-{re.escape(b)}"
            else:
                out += re.escape(r.of(self.letters)[0])
        return f"[{out}]"

    def one(self):
        k = self.r.below(10)
        if k < 5:
            return self.literal()
        if k < 7:
            return self.charset()
        if k == 7:
            return self.r.of(CLASSES)
        return "."

    def atom(self, depth):
        r = self.r
        k = r.below(24)
        if depth <= 0 or k < 8:
            return self.one()
        if k < 12:
            self.groups += 1
            return f"({self.either(depth - 1)})"
        if k < 15:
            return f"(?:{self.either(depth - 1)})"
        if k == 15:
            return f"(?>{self.either(depth - 1)})"
        if k == 16:
            return f"(?{r.of(['=', '!'])}{self.either(depth - 1)})"
        if k == 17:
            return f"(?<{r.of(['=', '!'])}{self.fixed(depth - 1)})"
        if k == 18 and self.groups:
            return f"\\{1 + r.below(self.groups)}"
        if k == 19 and self.groups:
            n = 1 + r.below(self.groups)
            return f"(?({n}){self.sequence(depth - 1)}|{self.sequence(depth - 1)})" if r.below(2) else f"(?({n}){self.sequence(depth - 1)})"
        if k == 20:
            return r.of([r"\b", r"\B", "^", "$", r"\A", r"\Z"])
        if k == 21:
            return f"(?{r.of(['i', 's', 'm', 'a', 'u', '-i', '-s', 'i-s'])}:{self.either(depth - 1)})"
        if k == 22:
            self.names += 1
            self.groups += 1
            return f"(?P<n{self.names}>{self.either(depth - 1)})"
        return self.one()

    def fixed(self, depth):
        n = 1 + self.r.below(2)
        parts = ["".join(self.one_fixed() for _ in range(n)) for _ in range(1 + self.r.below(2))]
        return "|".join(parts)

    def one_fixed(self):
        k = self.r.below(4)
        return re.escape(self.r.of(self.letters)[0]) if k < 2 else self.charset() if k == 2 else "."

    def piece(self, depth):
        r = self.r
        k = r.below(16)
        loops = k >= 8 and self.nested < 2
        self.nested += loops
        atom = self.atom(depth)
        self.nested -= loops
        if not loops or atom in (r"\b", r"\B", "^", "$", r"\A", r"\Z"):
            return atom
        if atom.startswith(("(?=", "(?!", "(?<=", "(?<!")) and k > 9:
            return atom
        if len(atom) > 1 and atom[0] not in "([\\" :
            atom = f"(?:{atom})"
        q = r.of(["*", "+", "?", "{2}", "{1,2}", "{0,3}", "{2,}", "{,2}", "*"] if self.nested < 1 or len(atom) < 4 else ["*", "?", "{2}", "{1,2}", "{,2}"])
        return atom + q + r.of(["", "", "", "?", "?", "+"])

    def sequence(self, depth):
        return "".join(self.piece(depth) for _ in range(self.r.below(4 if depth < 3 else 5)))

    def either(self, depth):
        n = self.r.of([1, 1, 1, 2, 2, 3, 3, 10 if depth > 1 else 1])
        return "|".join(self.sequence(depth if n < 10 else 0) for _ in range(n))


def subject(r, alphabet):
    return "".join(r.of(alphabet) for _ in range(r.below(9)))


def show(m):
    return None if m is None else (m.span(), m.regs, m.lastindex, m.lastgroup)


def results(p, s, r):
    n = len(s)
    a = r.below(n + 2)
    b = a + r.below(n + 3)
    yield show(p.search(s))
    yield show(p.match(s))
    yield show(p.fullmatch(s))
    yield show(p.search(s, a, b)), show(p.match(s, a, b)), show(p.fullmatch(s, a, b))
    yield [show(m) for m in p.finditer(s)]
    yield p.findall(s)
    yield p.split(s)
    yield p.subn(lambda m: m[0][:0] + m[0][::-1], s)
    scanner, out = p.scanner(s, a // 2), []
    for _ in range(30):
        m = scanner.match() if len(out) % 2 else scanner.search()
        out.append(show(m))
        if m is None:
            break
    yield out


def run(seed):
    r = Rng(seed)
    for _ in range(8):
        r.below(2)
    kind = r.below(len(TEXTS))
    maker = Maker(r, kind)
    text = maker.either(1 + r.below(4))
    flags = 0
    for f in (re.I, re.S, re.M):
        if r.below(4) == 0:
            flags |= f
    as_bytes = kind != 2 and r.below(3) == 0
    if as_bytes:
        text = text.encode("latin1")
        if r.below(4) == 0:
            flags |= re.L
    elif r.below(4) == 0:
        flags |= re.A
    try:
        p = re.compile(text, flags)
    except (re.error, ValueError, OverflowError, RecursionError) as e:
        return text, int(flags), f"{type(e).__name__}: {e}"
    out = []
    for _ in range(4):
        s = subject(r, maker.alphabet)
        if as_bytes:
            s = s.encode("latin1")
        out.append((s, *results(p, s, r)))
    return text, int(flags), out


CASES = [
    # What is kept is matched without regard to what follows.
    (r"(?>a*)ab", 0, ["aaab", "ab"]),
    (r"(?>a|ab)c", 0, ["abc", "ac"]),
    (r"(?:a|ab)++c", 0, ["abc", "aac"]),
    (r"(?:x(?>a+|ab)?)*b", 0, ["xaxab"]),
    (r"(?=(a*))\1b", 0, ["aab"]),
    # Neither case of a letter that a set of the locale leaves out.
    (b"[^ab]", re.I | re.L, [b"aAbBcC"]),
    (b"[^\\Wab]+", re.I | re.L, [b"aAbBcC.d"]),
    (b"[A-C]", re.I | re.L, [b"abcdABCD"]),
    # Alternatives of which one is inside another, more of them than one instruction holds, and sets in them.
    (r"abcd|bc|d", 0, ["abcbcd", "abce abcd"]),
    (r"b?a|c|d|e|f|g|h|i|j|k||l|m|n|o|p|q|rst|rs", 0, ["abcdefg", "rst rs", "xql"]),
    (r"[cgt]gggtaaa|tttaccc[acg]", 0, ["agggtaaatttacccgcgggtaaa"]),
    # Repeats that begin a match: where one fails, all others to the same end do.
    (r"[a-z]*1", 0, ["abc2abc1", "1", "é1"]),
    (r"(.*)(\d)\1", 0, ["ab1ab", "xab1ab"]),
    (r"\s+$", 0, ["a   b  ", "   \n"]),
    (r".*?x", re.M, ["ab\ncx", "x"]),
    (r".*", 0, ["ab\ncd"]),
    (r"a??b*?$", 0, ["abbb"]),
    # Characters of several bytes.
    (r"😀+?é|[^a]ß", 0, ["😀😀éaß😀ß"]),
    (r"[à-ÿ]{2,3}(?<=é.)", 0, ["àéèa", "éé"]),
    (r"(\w)\1", re.I, ["aAéÉßẞ", "ſsKk"]),
    (r"\w{2}\b", 0, ["漢字 кот"]),
    (r"^.", re.M, ["é\n漢\n\na"]),
    # Turns that are empty.
    (r"(?:||.*){,2}", 0, ["abc"]),
    (r"(?:a?)*?b|(a|)+", 0, ["aab", "aa"]),
    (r"(?:(a)|b?){2,}?c", 0, ["abc", "c"]),
]


def main():
    for text, flags, subjects in CASES:
        p = re.compile(text, flags)
        for s in subjects:
            print(ascii(text), ascii(s), [show(m) for m in p.finditer(s)], show(p.match(s)), show(p.fullmatch(s)))
    first, last = map(int, sys.argv[1:3]) if len(sys.argv) > 2 else (0, 100)
    for seed in range(first, last):
        got = ascii(run(seed))
        print(seed, got if "full" in sys.argv else zlib.crc32(got.encode()))


main()
