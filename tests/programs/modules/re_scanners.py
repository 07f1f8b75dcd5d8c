# Tokenizers: the ways in which people write them.
import re
from collections import namedtuple

Token = namedtuple("Token", "type value line column")


def tokenize(code):
    keywords = {"IF", "THEN", "ENDIF"}
    specification = [("NUMBER", r"\d+(\.\d*)?"), ("ASSIGN", r":="), ("END", r";"), ("ID", r"[A-Za-z]+"), ("OP", r"[+\-*/]"), ("NEWLINE", r"\n"), ("SKIP", r"[ \t]+"), ("MISMATCH", r".")]
    regex = "|".join("(?P<%s>%s)" % pair for pair in specification)
    line, start = 1, 0
    for m in re.finditer(regex, code):
        kind, value, column = m.lastgroup, m.group(), m.start() - start
        if kind == "NUMBER":
            value = float(value) if "." in value else int(value)
        elif kind == "ID" and value in keywords:
            kind = value
        elif kind == "NEWLINE":
            start, line = m.end(), line + 1
            continue
        elif kind == "SKIP":
            continue
        elif kind == "MISMATCH":
            raise RuntimeError(f"{value!r} unexpected on line {line}")
        yield Token(kind, value, line, column)


for t in tokenize("IF quantity THEN\n  total := total + price * 2.5;\nENDIF;\n"):
    print(*t)
try:
    list(tokenize("a := ?"))
except RuntimeError as e:
    print(e)

scanner = re.Scanner([(r"[a-zA-Z_]\w*", lambda s, t: ("name", t)), (r"\d+\.\d*", lambda s, t: float(t)), (r"\d+", lambda s, t: int(t)), (r"=|\+|-|\*|/", lambda s, t: "op" + t), (r"\s+", None)])
print(scanner.scan("sum = 3*foo + 312.50+bar"), scanner.scan("a ? b"))

s = re.compile(r"\d+|\w+|\s+").scanner("ab 12 c?")
print(type(s).__name__, s.pattern)
while m := s.match():
    print(m.lastindex, m)
print(s.match(), s.search())
s = re.compile("a*").scanner("baac", 0, 4)
print([s.search().span() for _ in range(4)], s.search())

log = """2024-01-02 INFO  [main] started in 12ms
2024-01-02 ERROR [worker-1] failed: code=7
not a line
2024-01-03 WARN  [worker-2] slow: 1500ms"""
line = re.compile(r"^(?P<date>\d{4}-\d\d-\d\d) (?P<level>[A-Z]+)\s+\[(?P<thread>[^]]+)\] (?P<text>.*)$", re.M)
for m in line.finditer(log):
    print(m.groupdict())
position, depth = 0, 0
step = re.compile(r"[^()]+|([(])|([)])")
while m := step.match("f(a(b)c)d", position):
    depth += bool(m[1]) - bool(m[2])
    print(depth, m[0], end="; ")
    position = m.end()
print()
