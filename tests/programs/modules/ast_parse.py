# Trees of texts: classes, fields and places.
import ast


def show(node, depth=0):
    place = [getattr(node, a, None) for a in node._attributes]
    print("  " * depth + type(node).__name__, place if place else "")
    for name in node._fields:
        value = getattr(node, name, "missing")
        for i, x in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(x, ast.AST):
                print("  " * depth + f" .{name}{[i] if isinstance(value, list) else ''}")
                show(x, depth + 1)
            else:
                print("  " * depth + f" .{name} = {x!r}")


TEXT = '''"""Docs."""
from . import a as b, c
from ..d.e import *
import f.g, h as i
@deco(1)
async def name[T: int = str, *Ts, **P](p, /, q: int = 1, *r, s, t=2, **u) -> None:
    global v
    async for x, *y in z: await w
    async with m as n, o: pass
    return lambda *, k=1: (yield)
class C[T](Base, metaclass=M):
    x: int = 1
    (y): str
    z[0]: 'q'
    def m(self): nonlocal x; x += 1; del x, y[0]
type A[T] = list[T]
if a < b <= c is not d not in e: pass
elif not a or b and c: pass
else: pass
while True:
    break
else:
    continue
for i in range(3): pass
try: raise E from None
except (A, B) as e: pass
except: pass
else: pass
finally: pass
try: raise
except* G: pass
with (open("x") as f, g): assert x, "no"
match subject:
    case 1 | -2.5 | 3+4j | "s" "t" | None: pass
    case [a, *rest, _] if a: pass
    case {"k": 1, **kw} | P(x, y=2) | m.n as whole: pass
'''
EXPRESSIONS = [
    "a if b else c", "[x for x in y if z if w for v in u]", "{k: v async for k, v in x}", "{*a, 1}", "{**a, 'b': 2}", "(i for i in j)",
    "a[1:2, ::3, ...]", "a.b.c(*d, e, f=g, **h)", "(x := 1)", "-1 ** ~2 @ 3 // 4 << 5 | 6 ^ 7 & 8", "1_000, 0x1f, 1e3, 2j, b'a' b'b', u'w'",
    "f'{a}{b!r:>{w}.2f}{c=} {{}} {d[\"k\"]}' 'tail' rf'\\d{e}'", "t'{a!s:x} b {c=}'", "''", "()", "[]", "{}", "not a", "a[b]",
    "'ä' + '日本' + x", "lambda: 0", "lambda a, b=1, /, *c, d: a", "await_", "print(f'''{\nx\n}''')", "True, None, False, ...", "a\\\n.b", "10**30",
]
show(ast.parse(TEXT))
for e in EXPRESSIONS:
    print("==", e)
    show(ast.parse(e, mode="eval"))
show(ast.parse("a; b", mode="single"))
show(ast.parse(b"# coding: latin-1\nx = '\xe4'"))
for bad in ("a = = 1", "def f(:", "'open", "1 +"):
    try:
        ast.parse(bad, "named.py")
    except SyntaxError as e:
        print(type(e).__name__, e.filename, e.lineno, e.offset)
for text in ("{'a': [1, 2.5, (3, -4)], None: {True}, 'c': b'd', 'e': 1 + 2j}", "  [1]", "set()"):
    print(ast.literal_eval(text))
for text in ("f(x)", "1 + 2", "__import__('os')", "[a for a in b]"):
    try:
        print(ast.literal_eval(text))
    except ValueError as e:
        print("ValueError", str(e).split(" on ")[0].split(":")[0])


class Names(ast.NodeVisitor):
    def __init__(self):
        self.found = []

    def visit_Name(self, node):
        self.found.append((node.id, type(node.ctx).__name__))


names = Names()
names.visit(ast.parse("a = b + c(d for d in e)"))
print(names.found)
print(ast.unparse(ast.parse("def f(a, b=1):\n  return   a  +(b*2) if not a else [i for i in b]")))
print(ast.get_docstring(ast.parse(TEXT)), ast.get_source_segment("x = (1 +\n 2)", ast.parse("x = (1 +\n 2)").body[0].value))
