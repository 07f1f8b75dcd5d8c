"""Characters are code points, whatever their bytes."""
for s in ("abcdef", "añb→c🐍d", ""):
    print(len(s), s[::-1], s[1:4], s[-3:], s[::2], s[5:1:-2], s[:100], s[3:3], list(s), [ord(c) for c in s])
s = "añb→c🐍d"
print(s[0], s[-1], s[5], s[-2], max(s), min(s), "🐍" in s, s.find("🐍"), s.index("d"), s[s.find("→") + 1 :])
print(list(enumerate(s[:3])), list(zip(s, s[1:])), list(reversed(s)), "".join(sorted(s)), list(map(ord, s)))
print(s * 2, 0 * s, s * -1, "ab" + s, s == "añb→c🐍d", s < "b", s > "añb", s != "x", "z" > "a" > "Z")
a, *rest, z = s
print(a, rest, z, chr(8364), chr(0x1F40D), ord("€"), chr(0) == "\0", hash(s) == hash("".join(list(s))))
for action in (lambda: s[7], lambda: s[-8], lambda: s["a"], lambda: s[1.0], lambda: s[::0], lambda: s + 1, lambda: s * "a", lambda: s < 1, lambda: ord("ab"), lambda: ord(""), lambda: chr(-1), lambda: chr(0x110000), lambda: chr("a")):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
try:
    s[0] = "x"
except TypeError as error:
    print(error)
try:
    del s[0]
except TypeError as error:
    print(error)
