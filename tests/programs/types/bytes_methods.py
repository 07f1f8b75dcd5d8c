"""bytes: construction, searching, splitting, case and hexadecimal."""
print(bytes(), bytes(3), bytes([65, 66]), bytes("é", "utf-8"), bytes(range(5)), bytes(bytearray(b"x")), b"\x00a\xff'", bytes((1, 2)))
b = b"The quick brown fox, the lazy dog"
print(b[0], b[-1], b[4:9], b[::-5], len(b), b"fox" in b, 102 in b, b.find(b"fox"), b.find(102), b.rfind(b"o"), b.index(b"q"), b.count(b"o"), b.count(111, 10))
print(b.split(), b.split(b","), b.rsplit(b" ", 2), b.partition(b"fox"), b.rpartition(b"zz"), b"a\nb\r\nc".splitlines(), b"a\n".splitlines(True))
print(b.upper(), b.lower(), b.title(), b.swapcase(), b.capitalize(), b.replace(b"the", b"a"), b.replace(b"o", b"", 1))
print(b.startswith(b"The"), b.endswith((b"cat", b"dog")), b.startswith(b"quick", 4), b.removeprefix(b"The "), b.removesuffix(b"dog"))
print(b" x\t".strip(), b"xxaxx".strip(b"x"), b"ab".center(6, b"*"), b"ab".ljust(4) + b"|", b"7".rjust(3, b"0"), b"-7".zfill(5), b"a\tb".expandtabs(4))
print(b",".join([b"a", bytearray(b"b")]), b"ab" + b"cd", b"ab" * 3, b"abc" < b"abd", b"a" == bytearray(b"a"), b"a" != "a", hash(b"k") == hash(b"k"))
print(b.hex()[:20], b"\x01\xab".hex(":"), b"abcdef".hex("-", 2), b"abcdef".hex(" ", -4), bytes.fromhex("48 65 6c6C 6f"), b"%d %s %05.1f %a" % (5, b"x", 2.25, "é"))
print(b"abc".translate(bytes.maketrans(b"ab", b"xy")), b"hello".translate(None, b"l"), b"x".isalpha(), b"12".isdigit(), b"A b".istitle(), b" ".isspace(), b"\x80".isascii(), list(b"abc"), b"caf\xc3\xa9".decode())
for action in (lambda: b[100], lambda: b["a"], lambda: bytes([256]), lambda: bytes(-1), lambda: bytes("a"), lambda: bytes(1.5), lambda: b"a" + "a", lambda: b"a".find("a"), lambda: b"".join(["a"]), lambda: bytes.fromhex("0"), lambda: bytes.fromhex("zz"), lambda: b"a".split(b""), lambda: b"a".center(5, b"ab"), lambda: b"a".hex("::"), lambda: "a" in b"a", lambda: b"a".replace("a", "b"), lambda: b"a".startswith("a"), lambda: bytes(["a"])):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
