#!/usr/bin/env python3
"""Writes programs nobody should write into a folder, each with what may come of it.

`NAME.py` is the program. `NAME.want` holds its output, if it is to succeed, or else `! ` and the last line of its standard error. A program whose
output begins with `? ` may be refused instead, in whatever words.
"""

import sys
from pathlib import Path

MANY = 100_000

PARENTHESES = "! SyntaxError: too many nested parentheses"
INDENTATION = "! IndentationError: too many levels of indentation"
PARSER = "! MemoryError: Parser stack overflowed - Python source too complex to parse"
BLOCKS = "! SyntaxError: too many statically nested blocks"
STRINGS = "! SyntaxError: too many nested f-strings or t-strings"


def nested(line: str, count: int, last: str = "pass") -> str:
    return "".join(" " * i + line + "\n" for i in range(count)) + " " * count + last + "\n"


def programs():
    # Brackets.
    yield "parens", "(" * MANY + "1" + ")" * MANY, PARENTHESES
    yield "lists", "[" * MANY + "]" * MANY, PARENTHESES
    yield "dicts", "{1:" * MANY + "1" + "}" * MANY, PARENTHESES
    yield "open_parens", "(" * MANY, PARENTHESES
    yield "mixed_open", "([{" * MANY, PARENTHESES
    yield "calls_inside", "f(" * MANY + ")" * MANY, PARENTHESES
    yield "subscripts_inside", "x[" * MANY + "0" + "]" * MANY, PARENTHESES
    yield "parens_200", "print(" + "(" * 199 + "7" + ")" * 199 + ")", "7"
    yield "parens_201", "print(" + "(" * 200 + "7" + ")" * 200 + ")", PARENTHESES
    yield "tuple_targets", "x = 1\n" + "(" * 150 + "x" + ",)" * 150 + " = " + "(" * 150 + "5" + ",)" * 150 + "\nprint(x)", "5"
    yield "list_patterns", "match 1:\n case " + "[" * 199 + "x" + "]" * 199 + ": print(x)\n case _: print('no')", "? no"
    yield "or_patterns", "match 7:\n case " + "(" * 150 + "1" + "".join(f"|{i})" for i in range(2, 152)) + ": print('in')", "in"
    yield "comprehensions", "print(" + "[" * 60 + "1" + " for x in [1]]" * 60 + " is None)", "? False"
    yield "clauses", "print(sum(1 " + "for x in [1] " * 20 + "))", "1"
    yield "too_many_clauses", "print(sum(1 " + "for x in [1] " * 5000 + "))", "? 1"
    yield "closed_only", ")" * MANY, "! "
    # Prefixes.
    for name, text in {"minus": "-", "tilde": "~", "not": "not ", "lambda": "lambda: ", "lambda_parameters": "lambda a, b=1: "}.items():
        yield name, "x = " + text * MANY + "1", PARSER
    yield "minus_and_not", "x = not " * MANY + "- " * MANY + "1", "! "
    yield "power", "print(" + "1**" * MANY + "1)", PARSER
    yield "power_of_minus", "print(" + "1**-" * MANY + "1)", PARSER
    yield "conditionals", "print(" + "1 if 0 else " * MANY + "2)", PARSER
    yield "conditionals_500", "print(" + "1 if 0 else " * 500 + "2)", "2"
    yield "minus_500", "print(" + "-" * 500 + "1)", "1"
    yield "not_501", "x = 1\nprint(" + "not " * 501 + "x)", "False"
    yield "powers_in_a_row", "x = 2\nprint(" + "+".join(["-x**2"] * 5000) + ")", "-20000"
    yield "walrus", "(" + "a := " * MANY + "1)", "! "
    yield "stars", "print(" + "*" * MANY + "[1])", "! "
    yield "await", "await " * MANY + "1", "! "
    yield "yield", "def f():\n x = " + "yield " * MANY, "! "
    yield "decorators", "@" * MANY + "f", "! "
    yield "many_decorators", "f = lambda g: g\n" + "@f\n" * 20_000 + "def g(): return 4\nprint(g())", "? 4"
    # Indentation and blocks.
    yield "indentation", nested("if 1:", 5000), INDENTATION
    yield "indentation_99", nested("if 1:", 99, "print(3)"), "3"
    yield "indentation_100", nested("if 1:", 100), INDENTATION
    yield "functions", nested("def f():", 99) + "print(f())", "None"
    yield "classes", nested("class C:", 99) + "print(C.C.C.__qualname__)", "C.C.C"
    yield "loops", nested("for x in [1]:", 30), BLOCKS
    yield "withs", nested("with x:", 30), BLOCKS
    yield "finally", nested("try: pass", 0, "") + "".join(" " * i + "try: pass\n" + " " * i + "finally:\n" for i in range(60)) + " " * 60 + "pass", "! "
    yield "matches", "".join(" " * (2 * i) + "match 1:\n" + " " * (2 * i + 1) + "case 1:\n" for i in range(49)) + " " * 98 + "print('m')", "m"
    yield "elifs", "x = 1\nif x == 0: pass\n" + "elif x == 0: pass\n" * 50_000 + "else: print('else')", "? else"
    yield "excepts", "try: 1 / 0\n" + "except KeyError: pass\n" * 20_000 + "except ZeroDivisionError: print('zero')", "? zero"
    yield "cases", "match 49999:\n" + "".join(f" case {i}: print({i})\n" for i in range(50_000)), "? 49999"
    yield "with_items", "import threading\nx = threading.Lock()\nwith " + ", ".join(["x"] * 50_000) + ": pass", "! "
    yield "one_line_blocks", "if 1: " * MANY + "pass", "! "
    yield "colons", ":" * MANY, "! "
    # Chains.
    yield "attributes", "class A: pass\na = A()\na.a = a\nprint(a" + ".a" * MANY + " is a)", "? True"
    yield "attribute_target", "class A: pass\na = A()\na.a = a\na" + ".a" * MANY + " = 5\nprint(a.a)", "? 5"
    yield "attribute_deletion", "class A: pass\na = A()\na.a = a\ndel a" + ".a" * MANY + "\nprint(a.__dict__)", "? {}"
    yield "calls", "def f(): return f\nprint(f" + "()" * MANY + " is f)", "? True"
    yield "method_calls", "class A:\n def m(self): return self\na = A()\nprint(a" + ".m()" * MANY + " is a)", "? True"
    yield "subscripts", "a = []\na.append(a)\nprint(a" + "[0]" * MANY + " is a)", "? True"
    yield "walrus_under_chain", "a = [1]\ndef f():\n b = 2\n return b + " + "a[0] + " * MANY + "(b := 1)\nprint(f())", f"? {MANY + 3}"
    yield "sum", "x = 1\nprint(x" + "+x" * 999_999 + ")", "? 1000000"
    yield "sum_of_constants", "print(1" + "+1" * 999_999 + ")", "? 1000000"
    yield "sum_augmented", "x = 1\ny = 0\ny += x" + "+x" * (MANY - 1) + "\nprint(y)", f"? {MANY}"
    yield "annotation_chain", "x: a" + ".b" * MANY + " = 1\nprint(x)", "? 1"
    future = "from __future__ import annotations\nx: a"
    yield "annotation_text_attributes", future + ".b" * MANY + "\nprint(len(__annotations__['x']))", f"? {1 + 2 * MANY}"
    yield "annotation_text_union", future + " | b" * MANY + "\nprint(len(__annotations__['x']))", f"? {1 + 4 * MANY}"
    yield "annotation_text_calls", future + "()" * MANY + "\nprint(len(__annotations__['x']))", f"? {1 + 2 * MANY}"
    yield "annotation_text_sums", future + " + 1 | b" * MANY + "\nprint(len(__annotations__['x']) > 5)", "? True"
    yield "pattern_chain", "class A: pass\na = A()\na.a = a\nmatch a:\n case a" + ".a" * MANY + ": print('yes')", "? yes"
    yield "ands", "x = 1\nprint(x" + " and x" * MANY + ")", "1"
    yield "ands_in_if", "x = 1\nif x" + " and x" * MANY + ": print('yes')", "yes"
    yield "ors", "x = 0\nprint(x" + " or x" * MANY + ")", "0"
    yield "comparisons", "x = 1\nprint(x" + " == x" * MANY + ")", "True"
    yield "comparisons_of_calls", "def f(): return 1\nprint(f()" + " == f()" * 20_000 + ")", "True"
    yield "comparisons_in_function", "def f(x):\n if x" + " <= x" * MANY + ": return 'yes'\nprint(f(1))", "yes"
    yield "assignments", "x = " * MANY + "1\nprint(x)", "? 1"
    yield "arguments", "def f(*a): return len(a)\nprint(f(" + "1," * MANY + "))", f"{MANY}"
    yield "keywords", "def f(**k): return len(k)\nprint(f(" + ",".join(f"k{i}=1" for i in range(20_000)) + "))", "? 20000"
    yield "parameters", "def f(" + ",".join(f"p{i}" for i in range(5000)) + "): pass\nprint('ok')", "? ok"
    yield "targets", ",".join(["x"] * 5000) + " = range(5000)\nprint(x)", "? 4999"
    yield "globals", "def f():\n global " + ",".join(f"g{i}" for i in range(20_000)) + "\n g19999 = 1\nf()\nprint(g19999)", "1"
    yield "locals", "def f():\n" + "".join(f" v{i} = {i}\n" for i in range(20_000)) + " return v19999\nprint(f())", "? 19999"
    yield "names", "".join(f"n{i} = {i}\n" for i in range(70_000)) + "print(n69999)", "? 69999"
    yield "imports", "import " + ".".join(["a"] * MANY), "! "
    yield "statements", "x = 0\n" + "x += 1\n" * 200_000 + "print(x)", "200000"
    yield "semicolons", "x = 0\n" + "x += 1;" * 200_000 + "\nprint(x)", "200000"
    yield "lambdas_side_by_side", "x = [" + "lambda: 1," * 20_000 + "]\nprint(len(x))", "? 20000"
    yield "continued_lines", "x = 1" + " \\\n + 1" * 20_000 + "\nprint(x)", "? 20001"
    yield "many_comprehensions", "".join(f"[v{i} for v{i} in ()]\n" for i in range(20_000)), "! "
    # Texts.
    yield "strings", "x = " + '"a" ' * 1_000_000 + "\nprint(len(x))", "1000000"
    yield "string_sum", "x = " + '"ab" + ' * 20_000 + "'c'\nprint(len(x))", "? 40001"
    yield "long_string", "x = '" + "a" * 10_000_000 + "'\nprint(len(x))", "10000000"
    yield "long_line", "x = [" + "1, " * 1_000_000 + "]\nprint(len(x))", "1000000"
    yield "long_name", "a" * 1_000_000 + " = 1\nprint(2)", "2"
    yield "long_comment", "#" * 10_000_000 + "\nprint(2)", "2"
    yield "blank_lines", "\n" * 3_000_000 + "print(2)", "2"
    yield "blanks", " " * 3_000_000 + "\nprint(2)", "2"
    yield "fstrings_inside", 'print(' + 'f"{' * 160 + "1" + '}"' * 160 + ")", STRINGS
    yield "fstrings_100", 'print(' + 'f"{' * 90 + "1" + '}"' * 90 + ")", "1"
    yield "fstring_fields", "x = 1\nprint(len(f'" + "{x}" * 50_000 + "'))", "50000"
    yield "format_specifications", "print(f'" + "{1:" * 5000 + "}" * 5000 + "')", "! "
    yield "open_fstrings", 'f"{' * MANY, "! "
    yield "big_integer", "x = " + "1" * 10_000_000, (
        "! SyntaxError: Exceeds the limit (4300 digits) for integer string conversion: value has 10000000 digits; use "
        "sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to avoid decimal conversion limits."
    )
    yield "hexadecimal", "x = 0x1" + "0" * 1_000_000 + "\nprint(x.bit_length())", "? 4000001"
    yield "binary_integer", "x = 0b" + "1" * 100_000 + "\nprint(x.bit_length())", "? 100000"
    yield "long_float", "print(0." + "1" * 1_000_000 + ")", "0.1111111111111111"
    yield "huge_power", "print(2 ** 2 ** 10 > 0, (10 ** 10 ** 10 if False else 1))", "True 1"
    yield "folded_repeat", "x = 'a' * 3000 * 3000\nprint(len(x))", "9000000"
    yield "nested_repeat", "x = ((((((1,) * 20,) * 20,) * 20,) * 20,) * 20,)\nprint(len(x))", "1"
    yield "escapes", "x = '" + "\\x41" * 1_000_000 + "'\nprint(len(x))", "1000000"
    yield "names_escapes", "print(len('" + "\\N{BULLET}" * 50_000 + "'))", "50000"
    # Chains of objects that pass on what they are asked, longer than the native stack.
    chains = Path(__file__).resolve().parent.parent / "programs/types/long_chains.py"
    text, length = chains.read_text(), "else 5_000"
    assert length in text, "long_chains.py says its length in other words"
    yield "long_chains", text.replace(length, f"else {MANY}"), chains.with_suffix(".out").read_text()
    # Errors that must not take for ever to report.
    yield "no_end_of_dict", "x = {" + "1: 2, " * MANY, "! "
    yield "nothing_but_names", "a " * MANY, "! "
    yield "nothing_but_operators", "+ * / " * MANY, "! "
    yield "error_in_recovery", "(\n" + nested("if 1:", 3000), "! "
    yield "quotes", "'\"" * MANY, "! "
    yield "backslashes", "\\" * MANY, "! "
    yield "dollars", "$" * MANY, "! "
    yield "tabs_and_spaces", "if 1:\n\tx = 1\n        y = 1\n", "! "
    yield "wrong_dedent", "if 1:\n    x = 1\n  y = 1\n", "! IndentationError: unindent does not match any outer indentation level"


def main() -> None:
    folder = Path(sys.argv[1])
    for name, text, want in programs():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
        (folder / f"{name}.want").write_text(want, encoding="utf-8")


main()
