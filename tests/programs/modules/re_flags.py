# Flags, given or written in the pattern.
import re

print(re.findall("b", "aBb", re.I), re.findall("[a-c]+", "ABCxabc", re.IGNORECASE), re.findall("(?i)straße", "STRAßE straße STRASSE"))
print(re.findall("^.", "one\ntwo", re.M), re.findall(".$", "one\ntwo\n", re.MULTILINE), re.findall("a.b", "a\nb", re.S), re.findall("a.b", "a\nb"))
print(re.findall(r"\w+", "héllo wörld", re.A), re.findall(r"\w+", "héllo wörld"), re.findall(r"\d", "1٣", re.A), re.findall(r"\d", "1٣"))
print(re.findall(r"\s", "a\u2003b c", re.A), re.findall(r"\s", "a\u2003b c"), re.search(r"\bé", "aé"), re.search(r"(?a)\bé", "éa"))
number = re.compile(
    r"""
    (?P<sign> [+-] )?      # maybe
    (?P<int> \d+ )
    (?: \. (?P<frac> \d* ) )?
    [ ] \#                 # a blank and a hash
    """,
    re.VERBOSE,
)
print(number.match("-12.5 #").groupdict(), number.flags == re.X | re.U)
print(re.match("(?i:a)b", "Ab"), re.match("(?i:a)b", "AB"), re.match("(?s:.)(?-s:.)", "\n\n", re.S), re.match("(?ix) a b ", "AB"))
print(re.match("(?u:é)(?a:\\w)", "éa"), re.compile("(?im)x").flags, re.compile(b"x").flags, re.compile("x", re.A).flags)
print(re.I | re.M, re.I | 0, re.NOFLAG, re.RegexFlag(0), repr(re.S), re.compile("x", re.I | re.X).flags, re.I in re.RegexFlag(re.compile("x", re.I).flags))
for p in (re.compile("a"), re.compile("a", re.I | re.M), re.compile(b"a", re.I), re.compile("a", re.A | re.X), re.compile("'\"\n"), re.compile("x" * 300), re.compile("a", re.U)):
    print(p)
for s in ("K", "k", "\u212a", "ſ", "s", "S"):
    print(ascii(s), bool(re.match("k", s, re.I)), bool(re.match("s", s, re.I)), bool(re.match("[k-s]", s, re.I)), bool(re.match("k", s, re.I | re.A)))
for pattern, flags in [("a", re.L), (b"a", re.U), ("(?L)a", 0), ("a(?i)b", 0), ("(?z)", 0), ("a", re.A | re.U), ("(?i-i:a)", 0)]:
    try:
        print(re.compile(pattern, flags))
    except Exception as e:
        print(type(e).__name__, e)
