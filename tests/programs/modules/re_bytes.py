# Patterns for bytes.
import re

p = re.compile(rb"(\w+)=(\S*)")
for data in (b"key=value x=", bytearray(b"key=value x=")):
    m = p.search(data)
    print(m, m.group(), m.groups(), m.span(2), type(m.group()), type(m.string))
    print(p.findall(data), [m.span() for m in p.finditer(data)], p.sub(rb"\2=\1", data), p.subn(b"-", data), p.split(data))
print(re.sub(rb"\d", lambda m: b"<" + m[0] + b">", b"a1b2"), re.split(b",", b"a,b"), re.findall(b"[\x80-\xff]+", b"a\xff\xfeb\x80"), re.match(b"(?i)ABC", b"abc"))
print(re.findall(rb"\w", b"a\xe9_"), re.search(b"\x00+", b"a\0\0b").span(), re.escape(b"a+b"), re.compile(b"x").pattern, re.fullmatch(b".*", b"a\xff", re.S))
grown = bytearray(b"abc abc")
m = re.search(b"c a", grown)
print([m.span() for m in re.finditer(b"abc", grown)])
del grown[3:]
print(m.group(), m.span())
for pattern, string in [("a", b"a"), (b"a", "a"), ("a", bytearray(b"a")), ("a", 1), (b"a", None), ("a", ["a"])]:
    for f in (re.match, re.findall, re.split):
        try:
            print(f(pattern, string))
        except TypeError as e:
            print(e)
