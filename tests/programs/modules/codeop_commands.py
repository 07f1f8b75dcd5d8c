"""What somebody types, line by line: complete, to be continued, or wrong."""
import code
import codeop
import io
from contextlib import redirect_stderr, redirect_stdout

for s in ("", "# c", "1", "1 +", "print(1)\\", "print(1)\\\n", "x = 1 + \\\n", "if 1:", "if 1:\n  x", "if 1:\n  x = 1\n", "if 1:\n  x = 1\n\n", "(", "'''", "'''\n",
          "def f(", "@d", "try:\n  x\n", "a b", "x = )", "for", "else:", "class C:\n  def f(self):\n    pass\n", "  x", "f'{", "f'{1", "async def f():", "x = 1; y",
          "match x:", "match x:\n  case 1:", "lambda:", "del", "return", "await x", "with a as b:", "'a", "'a\\\n", "[1,\n2", "{1:\n", "0x", "1__0"):
    for symbol in ("single", "exec", "eval"):
        try:
            made = codeop.compile_command(s, symbol=symbol)
            print(repr(s), symbol, "continue" if made is None else "done")
        except (SyntaxError, ValueError, OverflowError) as e:
            print(repr(s), symbol, type(e).__name__)
print(issubclass(_IncompleteInputError, SyntaxError))
out, err = io.StringIO(), io.StringIO()
with redirect_stdout(out), redirect_stderr(err):
    c = code.InteractiveConsole({"__name__": "__console__"})
    more = [c.push(line) for line in ("x = [1,", "2]", "x", "def f(a):", "  return a * 2", "", "f(x)", "1/0", "a b", "if x:", "  print('yes')", "")]
print(more)
print(out.getvalue())
print(err.getvalue())
