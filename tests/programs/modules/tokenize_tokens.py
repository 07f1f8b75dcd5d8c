"""`tokenize`: every kind of token, strings in strings, indentation, what is wrong with a text, and the way back to text."""

import io
import threading
import token
import tokenize


def show(source):
    print("---", repr(source))
    try:
        for t in tokenize.generate_tokens(io.StringIO(source, newline="").readline):
            print("  ", tokenize.tok_name[t.type], tokenize.tok_name[t.exact_type], repr(t.string), t.start, t.end, repr(t.line))
    except tokenize.TokenError as e:
        print("   TokenError", e.args)
    except SyntaxError as e:
        print("  ", type(e).__name__, e.args)


PROGRAM = '''\
# A program.
import os, sys as system

@decorated(1, *a, **k)
class Point[T]:
    """A text
    of two lines."""

    def __init__(self, x: int = 0, /, *, y=.5e-3) -> None:
        self.x, self.y = x, y   # both

    async def close(self):
\t# odd comment
        return await self.x or not (
            self.y  # inside

            == [1_000, 0xFF, 0b1, 0o7, 1j, 1e5]
        )


if a := 1 < 2 <= 3 != 4: pass; pass
else:
    b = \\
        c @ d // e >> 1 << 2 ** 3 ^ ~4 | 5 & 6 % 7
    b @= 1; b //= 2; b >>= 3; b <<= 4; b **= 5; b ^= 6; b |= 7; b &= 8; b %= 9; b -= 1; b += 1; b *= 1; b /= 1
lambda *a: ...
'''
show(PROGRAM)

# Strings.
show("x = 'a' \"b\" r'\\' b'' Rb\"x\" u'ü' '''y''' 'it\\'s'\n")
show("x = '''one\n  two''' + \"\"\"three\n\"four\" \"\"\"\n'five\\\nsix' y\n")
show("f'a{b}c{{}}{d!r:>{w}.{p}}' f'' F\"{e['k']}\"\n")
show("f'{f\"{f'{1}'}\"}' rf'\\{x}\\N{y}' f'\\N{DASH}{x:\\N{DASH}}' f'{x=}' f'{x = !s:^9}'\n")
show("f'''{\nx # comment\n:%H:%M\n} {y}\n  z'''\n")
show("f'{lambda x: 1}' f'{(lambda x: 1)}' f'{x:=5}' f'{(x:=5)}' f'{a!=b}' f'{ {1: 2}[1] }'\n")
show("t'Hello {name!r:{width}}' Tr'\\{x}'\n")

# Lines.
show("")
show("\n")
show("x")
show("# only a comment")
show("x\r\nif y:\r\n  z\r\n")
show("if x:\n  y\n # left\n  z\n# c\n\n")
show("if x:\n    if y:\n        z\n")
show("if x:\n\ty\n\tz\nw")
show("(a,\n  b\n)\n")
show("a = \\\n  b\n  \n\tx")
show("\x0cx = 1\n")
show("日本 = 'é' # ü\n")
show("a $ b ? c ! d ` e\n")
show("1if x else 2\n1.real 1..real 01 1a 1_0.0_1e1_0J\n")

# What is wrong.
for wrong in (
    "(", "[1,\n2", "x = 'abc\n", "x = '''abc\nd", "'\\\n", "f'{x", "f'{x'", "f'abc", "f'''abc\n", "t'x", "f'}'", "f'{)}'", "f'{x:\n}'", "f'{a:{b:{c:{d}}}}'",
    "if x:\n    y\n  z\n", "if x:\n\ty\n        z\n", "x \\ y\n", "x \\", "0b2", "0o18", "0xg", "1__0", "1_", "1e+", "bu''", "ft''", "a\0b", "a\x01b", "(" * 201,
):
    show(wrong)

# Bytes, with an encoding.
for data in b"x = 1\n", b"\xef\xbb\xbfx\n", b"# coding: latin-1\nx = '\xe9'\n", b"#!python\n# -*- coding: utf-8 -*-\n":
    print([(t.type, t.string) for t in tokenize.tokenize(io.BytesIO(data).readline)])
for data in b"# coding: nonsense\n", b"\xff\n":
    try:
        print(list(tokenize.tokenize(io.BytesIO(data).readline)))
    except SyntaxError as e:
        print("SyntaxError", e)

# And back.
tokens = list(tokenize.generate_tokens(io.StringIO(PROGRAM).readline))
print(tokenize.untokenize(tokens) == PROGRAM)
print(tokenize.untokenize((t.type, t.string) for t in tokens[:20]))
print(tokens[0], tokens[1].exact_type == token.NL)


# Decimals in place of floats, as in the library's manual.
def decistmt(s):
    result = []
    for kind, value, _, _, _ in tokenize.tokenize(io.BytesIO(s.encode("utf-8")).readline):
        if kind == tokenize.NUMBER and "." in value:
            result.extend([(tokenize.NAME, "Decimal"), (tokenize.OP, "("), (tokenize.STRING, repr(value)), (tokenize.OP, ")")])
        else:
            result.append((kind, value))
    return tokenize.untokenize(result).decode("utf-8")


print(decistmt("print(+21.3e-5*-.1234/81.7)"))

# Several texts at the same time, each in a thread.
texts = [PROGRAM.replace("Point", "P%d" % i) for i in range(4)]
found = [None] * 4


def work(i):
    found[i] = list(tokenize.generate_tokens(io.StringIO(texts[i]).readline))


threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print([len(f) == len(tokens) for f in found], [[t.string for t in f if t.string.startswith("P") and len(t.string) == 2] for f in found])
