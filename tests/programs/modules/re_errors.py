# Patterns that are none, and calls that are wrong.
import re

for pattern in ["(", ")", "[", "a**", "*", "a{3,1}", "(?P<1>a)", "(?P<a>x)(?P<a>y)", "(?P=x)", r"\1", r"(a)\2", "(?<=a*)b", "[z-a]", r"\q", "(?", "(?P", "(?<", "a|*",
                "x{999999999999}", r"\x1", r"\N{no such}", "(?#", "(?(1)a|b|c)", "(?(9)a)", "[a", "abc\n(", "\\", "(?<=a|bc)d", "+a", "(?:a", "a(?)"]:
    try:
        print(pattern, re.compile(pattern))
    except re.error as e:
        print(f"{pattern!r}: {e} | {e.msg!r} {e.pos} {e.lineno} {e.colno}")
    except Exception as e:
        print(f"{pattern!r}: {type(e).__name__} {e}")
print(re.error is re.PatternError, re.error.__name__, re.error.__module__)
p = re.compile("a")
for call in [lambda: p.match(), lambda: p.match("a", "b"), lambda: p.match("a", 0, 1, 2), lambda: p.match("a", foo=1), lambda: p.sub("a"), lambda: p.split("a", "b"),
             lambda: p.findall(None), lambda: re.compile(5), lambda: re.compile(p, re.I), lambda: re.match("a", 5), lambda: p.search("a", 10**30), lambda: re.Pattern(), lambda: re.Match()]:
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__, e)
print(re.compile(p) is p, p == re.compile("a"), p == re.compile("a", re.I), p == "a", p != re.compile("b"), hash(p) == hash(re.compile("a")), re.compile(b"a") == p)
print(len({re.compile("a"), re.compile("a"), re.compile("b")}), re.Pattern, re.Match, re.Pattern[str], re.Match[bytes], isinstance(p, re.Pattern))
print(re.compile("a|b") is re.compile("a|b"), re.purge())
try:
    p < p
except TypeError as e:
    print(e)
