# What a match says of its groups.
import re
import copy

p = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)(?:-(?P<day>\d\d))?( [a-z]+)?")
m = p.search("on 2024-05 it")
print(m.group(), m.group(0), m.group(1), m.group("year", 2, "day"), m[0], m["month"], m[3])
print(m.groups(), m.groups("-"), m.groups(default=0), m.groupdict(), m.groupdict(""), m.groupdict(default="?"))
print(m.start(), m.end(), m.span(), m.start("day"), m.end(3), m.span("month"), m.span(3), m.regs)
print(m.lastindex, m.lastgroup, m.pos, m.endpos, m.string, m.re is p, bool(m))
print(p.groups, dict(p.groupindex), type(p.groupindex).__name__, p.pattern, p.flags)
full = p.fullmatch("2024-05-06")
print(full.lastindex, full.lastgroup, full.groupdict())
print(re.match("(a)(b)", "ab").lastindex, re.match("((a)b)", "ab").lastindex, re.match("(a)|b", "b").lastindex, re.match("a", "a").lastgroup)
print(m.expand(r"\2/\1 \g<month>\g<day>\g<0>!"), m.expand("plain"), m.expand(r"a\tb\\"))
print(copy.copy(m) is m, copy.deepcopy(m) is m, copy.copy(p) is p, copy.deepcopy(p) is p)


class Index:
    def __index__(self):
        return 2


print(m[Index()], m.group(Index()), m.group(True))
for bad in (9, -1, "nope", 1.5, None, 10**30):
    for what in (m.group, m.start, m.span, m.__getitem__):
        try:
            print(what(bad))
        except Exception as e:
            print(type(e).__name__, e)

try:
    p.groupindex["x"] = 1
except TypeError as e:
    print(e)
for name in ("string", "re", "pos", "lastindex", "regs"):
    try:
        setattr(m, name, 1)
    except AttributeError as e:
        print("AttributeError", name)

# A group keeps what it matched last; one that failed in a branch keeps what it had before.
print(re.match("(?:(a)|(b)|(c))+", "abc").groups(), re.match("(?:(a)|b)*", "abb").groups(), re.match("(?:(a)x|ab)", "ab").groups())
print(re.match(r"(a)?(?(1)b|c)", "ab").group(), re.match(r"(a)?(?(1)b|c)", "c").group(), re.match(r"(?P<q>['\"])?x(?(q)(?P=q))", "'x'").group())

match re.match(r"(\w+) (\w+)", "hello world"):
    case re.Match(string=s, lastindex=2):
        print("matched", s)
