"""What copies or repeats whole texts, bytes, lists and tuples: every way, with few and many, on either side."""


def t(f):
    try:
        x = f()
        print(type(x).__name__, x)
    except Exception as e:
        print(type(e).__name__, e)


texts = ["", "a", "ab", "äb", ",a,", "aaa", "é,é", "\U0001f600,"]
for s in texts:
    for n in -1, 0, 1, 2, 5:
        t(lambda: s * n)
        t(lambda: n * s.encode())
        t(lambda: bytearray(s.encode()) * n)
    for sep in ",", "a", "é", "":
        for most in -1, 0, 1, 2:
            t(lambda: s.split(sep, most))
            for new in "z", "", "zz", "ü":
                t(lambda: s.replace(sep, new, most))
    t(lambda: (list(s), tuple(s), [*s]))
    t(lambda: (s.encode(), s.encode("utf-8", "surrogateescape"), s.encode("latin-1", "replace")))
data = [b"", b"a", b"\xff\x00", bytearray(b"ab"), memoryview(b"abcdef")[1:4], memoryview(b"abcdef")[::2], memoryview(bytearray(b"xyz"))[1:]]
for a in data:
    for b in data:
        t(lambda: bytes(a) + b)
        t(lambda: bytearray(a) + b)
        t(lambda: b"-".join([a, b, b"q"]))
        t(lambda: bytearray(b"-").join((a, b)))
    for part in slice(1, None), slice(None, 1), slice(None, None, 2), slice(5, None), slice(None):
        t(lambda: bytes(bytes(a)[part]))
        t(lambda: bytearray(a)[part])
    t(lambda: (a.hex(), a.hex(":"), a.hex(":", 2), a.hex(":", -2), a.hex(":", 0)))
print(bytes(range(256)).hex(), bytes(range(70)).hex())
for x in 0, 5, -1, True, 10**20, [1, 2, 255], [1, 256], (1, -1), (1, 2), [1, "a"], [True, False], (1, 2.5):
    t(lambda: bytes(x))
    t(lambda: bytearray(x))
for x in [], [1], [1, 2], [None], ["a", "b"], [[]], [(1,), 2]:
    for n in -1, 0, 1, 3, 10**20:
        t(lambda: x * n)
        if n < 10:
            t(lambda: n * tuple(x))
inner = [[]] * 3
inner[0].append(1)
print(inner)
print(len("ab" * 100001), ("ab" * 100001)[-3:], len(b"abc" * 100001), (b"abc" * 100001)[-4:], len([1, 2] * 50001), ((1, 2, 3) * 50001)[-4:])
t(lambda: "a" * (1 << 62))
t(lambda: b"ab" * (1 << 62))
t(lambda: [1] * (1 << 62))
t(lambda: (1, 2) * (1 << 62))
