"""Random programs: expressions and calls that each print their result or exception, and functions, classes and control flow that print their trace."""

from methods import MUTABLE, Calls
from values import Values

BINARY = ["+", "-", "*", "/", "//", "%", "&", "|", "^", ">>", "<<", "**", "@"]
COMPARE = ["<", "<=", ">", ">=", "==", "!=", "in", "not in", "is", "is not"]
ERRORS = ["ValueError", "TypeError", "KeyError", "IndexError", "ZeroDivisionError", "AttributeError", "LookupError", "ArithmeticError", "Exception", "StopIteration", "RuntimeError"]
SPECIAL = ["__add__", "__radd__", "__iadd__", "__sub__", "__mul__", "__rmul__", "__floordiv__", "__mod__", "__pow__", "__matmul__", "__rsub__", "__and__", "__ror__", "__lshift__"]
RICH = ["__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"]
CONVERSIONS = ["__len__", "__bool__", "__int__", "__index__", "__float__", "__str__", "__repr__", "__hash__", "__iter__", "__contains__", "__getitem__", "__call__", "__format__", "__neg__",
               "__abs__", "__round__", "__complex__", "__reversed__", "__bytes__", "__length_hint__", "__missing__", "__next__", "__invert__"]  # fmt: skip


def indent(lines):
    return ["    " + line for line in lines]


class Expressions:
    """Programs of lines that each try one expression."""

    def __init__(self, rng):
        self.v = Values(rng)
        self.calls = Calls(self.v)
        self.rng = rng

    def power(self, op, left, right):
        if op == "**":
            return f"{left} ** {self.calls.kind('count3')}" if self.v.chance(0.7) else f"({self.v.floating()}) ** ({self.v.floating()})"
        if op == "<<":
            return f"{left} << {self.calls.kind('count3')}"
        return f"{left} {op} {right}"

    def arithmetic(self, depth=0):
        v = self.v
        if depth > 2 or v.chance(0.2):
            n = v.number()
            return f"({n})" if n.startswith("-") else n
        if v.chance(0.15):
            return f"({v.pick(['-', '+', '~', 'not ', '-'])}{self.arithmetic(depth + 1)})"
        op = v.pick(BINARY[:12])
        left, right = self.arithmetic(depth + 1), self.arithmetic(depth + 1)
        if op in ("**", "<<") and depth:
            op = "-"
        return f"({self.power(op, left, right)})"

    def mixed(self):
        """Operators on operands of any types."""
        v = self.v
        op = v.pick(BINARY)
        left = v.any()
        if op == "*":
            count = self.calls.kind("few" if "deque" in left else "count")
            return f"{left} * {count}" if v.chance(0.6) else f"{count} * {left}"
        return self.power(op, left, v.any())

    def comparison(self):
        v = self.v
        n = self.rng.randint(2, 4)
        make = v.number if v.chance(0.5) else v.any
        parts = [make()]
        for _ in range(n - 1):
            # Whether equal constants are one object is nobody's promise.
            op = v.pick(COMPARE[:8])
            parts += [op, make()]
        text = " ".join(parts)
        return text if v.chance(0.7) else f"{text} {v.pick(['and', 'or'])} not {self.v.any()}"

    def fstring(self):
        v = self.v
        out = ""
        for _ in range(self.rng.randint(1, 3)):
            out += v.pick(["", "a", "{{", "}}", " - ", "é"])
            value = v.pick([v.number, v.number, v.small])()
            value = f"({value})"
            out += "{" + value + v.pick(["", "", "", "!r", "!s", "!a", "=", "=!r"]) + (":" + v.spec().replace("{", "").replace("!", "") if v.chance(0.7) else "") + "}"
        return 'f"""' + out + '"""'

    def formatted(self):
        v = self.v
        r = self.rng.random()
        if r < 0.25:
            return self.fstring()
        if r < 0.5:
            return f"format({v.number() if v.chance(0.7) else v.scalar()}, {v.spec()!r})"
        if r < 0.75:
            n = self.rng.randint(1, 2)
            text = "|".join(v.percent() for _ in range(n))
            args = ", ".join(v.number() if v.chance(0.7) else v.any() for _ in range(n if v.chance(0.95) else n + 1))
            return f"{text!r} % ({args},)" if v.chance(0.85) else f"{text.encode()!r} % ({args},)"
        if r < 0.8:
            return f"{v.percent('(a)')!r} % {{'a': {v.number()}}}"
        fields = []
        for _ in range(self.rng.randint(1, 3)):
            name = v.pick(["", "", "0", "1", "a", "0.real", "a[0]", "0[a]", "2", "a.b", "0[-1]", "a[0", "", "1[1]"])
            conversion = v.pick(["", "", "!r", "!s", "!a", "!x"])
            spec = ":" + (v.spec().replace("{", "") if v.chance(0.85) else "{}") if v.chance(0.6) else ""
            fields.append("{" + name + conversion + spec + "}" if v.chance(0.95) else v.pick(["{", "}", "{{}}", "{!", "{0:", "}}"]))
        return f"{''.join(fields)!r}.format({v.any()}, {v.any()}, a={v.any()})"

    def slicing(self):
        v = self.v
        target = v.pick([v.text, v.list, v.bytes, v.tuple, v.small_range, v.large_range, v.buffer])()
        return f"({target})[{v.slice() if v.chance(0.8) else v.index()}]"

    def comprehension(self, depth=0):
        v = self.v
        target = v.pick(["x", "x", "(x, y)", "(x, *y)", "[x, y]"]) if v.chance(0.3) else "x"
        source = v.iterable() if target == "x" else v.pick(["zip('abc', range(3))", "enumerate('ab')", "{1: 2, 3: 4}.items()", "[(1, 2), (3, 4, 5)]", "['ab', 'cde']"])
        item = v.pick(["x", "(x, x)", "[x]", "str(x)", "x * 2", "lambda: x", f"x + {v.small()}", "-x", f"f'{{x!r:>8}}'", "x if x else 0", "(y := x)", "not x"])
        if depth < 1 and v.chance(0.2):
            item = self.comprehension(depth + 1)
        more = v.pick(["", "", " if x", f" if x != {v.scalar()}", " for z in range(2)", " if x for z in [x, x]", " for z in [x] if z", " if (w := x)"])
        body = f"for {target} in {source}{more}"
        r = self.rng.random()
        if r < 0.5:
            return f"[{item} {body}]"
        if r < 0.65:
            # Not sorted(): the order of a set's elements, which is nobody's promise, says which of several types it refuses first.
            return f"{v.pick(['len', 'show'])}({{{item} {body}}})"
        if r < 0.8:
            return f"{{{v.pick(['x', 'str(x)', '1'])}: {item} {body}}}"
        return f"{v.pick(['list', 'sum', 'tuple', 'sorted', 'any', 'all', 'max'])}({item} {body})"

    def starred(self):
        v = self.v
        items = ", ".join(v.pick(["*", "*", ""]) + v.iterable() for _ in range(self.rng.randint(1, 3)))
        r = self.rng.random()
        if r < 0.4:
            return f"[{items}]"
        if r < 0.6:
            return f"({items},)"
        if r < 0.7:
            return f"show({{{items}}})"
        if r < 0.85:
            return "{" + ", ".join("**" + (v.dict() if v.chance(0.9) else v.any()) for _ in range(2)) + f", {v.scalar()}: {v.small()}" + "}"
        return f"(lambda *a, **k: (a, k))({items}, **{v.dict()})"

    def expression(self):
        kinds = [self.arithmetic] * 3 + [self.mixed] * 3 + [self.comparison] + [self.formatted] * 3 + [self.slicing] + [self.comprehension] + [self.starred] + [self.calls.function] * 4
        if self.v.chance(0.5):
            kind, target = self.calls.receiver()
            return self.calls.method(kind, f"({target})")
        return self.v.pick(kinds)()

    def line(self, number):
        """One trial, with what it leaves in a value that changes."""
        if self.v.chance(0.3):
            kind, target = self.calls.receiver(self.v.pick(sorted(MUTABLE)))
            lines = [f"x = {target}"]
            for i in range(self.rng.randint(1, 4)):
                lines.append(self.change(kind, f"{number}{'abcd'[i]}"))
            return [*lines, f"t('e{number}x', lambda: x)"]
        return [f"t('e{number}', lambda: {self.expression()})"]

    def change(self, kind, number):
        v = self.v
        r = self.rng.random()
        name = f"'e{number}'"
        if r < 0.6 or kind == "set" or kind == "dict" and r < 0.7:
            return f"t({name}, lambda: {self.calls.method(kind, 'x')})"
        where = v.hashable() if kind == "dict" else v.slice() if v.chance(0.6) else v.index()
        if r < 0.8:
            value = v.buffer() if kind in ("bytearray", "memoryview") and v.chance(0.8) else v.iterable()
            return f"try: x[{where}] = {value}\nexcept Exception as e: print({name}, said(e))"
        if r < 0.9:
            return f"try: del x[{where}]\nexcept Exception as e: print({name}, said(e))"
        op = v.pick(["+=", "*=", "|=", "&=", "-=", "^="])
        value = self.calls.kind("few" if kind == "deque" else "count") if op == "*=" else v.any()
        return f"try: x {op} {value}\nexcept Exception as e: print({name}, said(e))"

    def program(self):
        lines = []
        for n in range(self.rng.randint(3, 12)):
            lines += self.line(n)
        return "\n".join(lines) + "\n"


class Programs(Expressions):
    """Programs of functions, classes and control flow. Loops are over short sequences; what grows goes through lim()."""

    NAMES = ["a", "b", "c", "d"]

    def __init__(self, rng):
        super().__init__(rng)
        self.number = 0
        self.functions = []
        self.classes = []
        self.set_classes = set()
        self.in_function = self.in_generator = self.in_loop = False
        self.depth = 0

    def fresh(self, prefix):
        self.number += 1
        return f"{prefix}{self.number}"

    def name(self):
        return self.v.pick(self.NAMES)

    def expr(self, depth=0):
        """An expression of names: what it comes to stays small."""
        v = self.v
        r = self.rng.random()
        if depth > 2 or r < 0.25:
            return self.name() if v.chance(0.6) else self.atom()
        if r < 0.4:
            return f"({self.expr(depth + 1)} {v.pick(['+', '-', '//', '%', '&', '|', '^', '/'])} {self.expr(depth + 1)})"
        if r < 0.5:
            return f"({self.expr(depth + 1)} {v.pick(COMPARE[:8])} {self.expr(depth + 1)})"
        if r < 0.56:
            return f"({self.expr(depth + 1)} {v.pick(['and', 'or'])} {self.expr(depth + 1)})"
        if r < 0.6:
            return f"(not {self.expr(depth + 1)})"
        if r < 0.66:
            return f"({self.expr(depth + 1)} if {self.expr(depth + 1)} else {self.expr(depth + 1)})"
        if r < 0.71:
            return f"{self.name()}[{v.slice() if v.chance(0.5) else self.expr(depth + 1)}]"
        if r < 0.76:
            return f"[{v.pick(['', '*'])}{self.expr(depth + 1)}, {self.expr(depth + 1)}]"
        if r < 0.8:
            return f"({self.name()} := {self.expr(depth + 1)})"
        if r < 0.85 and self.functions:
            return self.call(v.pick(self.functions), depth + 1)
        classes = [c for c in self.classes if c not in self.set_classes]
        if r < 0.9 and classes:
            return f"{v.pick(classes)}({', '.join(self.expr(depth + 1) for _ in range(self.rng.randint(0, 2)))})"
        if r < 0.93:
            x = v.pick(["x", "a", "b"])
            return f"[{self.expr(depth + 1)} for {x} in {self.short(depth + 1)}{v.pick(['', f' if {x}'])}]"
        if r < 0.95:
            return f"(lambda {v.pick(['', 'a', 'a=1', '*a', 'a, b=2', '**a', 'a, /', '*, a=3'])}: {self.expr(depth + 1)})({', '.join(self.expr(depth + 2) for _ in range(self.rng.randint(0, 2)))})"
        if r < 0.97:
            return f"({self.expr(depth + 1)}).{v.pick(['a', 'b', 'm', 'p', 'real', 'nope'])}"
        return f"f'{{{self.name()}!r:>{self.rng.randint(1, 9)}}}'"

    def atom(self):
        v = self.v
        return v.pick([v.small, v.small, v.small, lambda: repr(v.pick("abxy")), lambda: v.pick(["None", "True", "False", "1.5", "()", "[]", "{}", "''"]), v.list])()

    def short(self, depth=0):
        v = self.v
        return v.pick(["range(3)", "[1, 2, 3]", "'ab'", "(1, 'a', None)", "{'k': 1}", "enumerate('ab')", "iter([4, 5])", "[]"]) if v.chance(0.85) else self.expr(depth + 1)

    def arguments(self, depth):
        v = self.v
        out = []
        for _ in range(self.rng.randint(0, 4)):
            r = self.rng.random()
            if r < 0.6:
                out.append(self.expr(depth + 1))
            elif r < 0.75:
                out.append(f"{v.pick('abcdk')}={self.expr(depth + 1)}")
            elif r < 0.88:
                out.append("*" + v.pick(["[1, 2]", "'ab'", "()", "a", "range(2)"]))
            else:
                out.append("**" + v.pick(["{'a': 1}", "{}", "{'k': 2, 'b': 3}", "{'d': 2}", "a"]))
        # Keywords last, as the grammar wants it.
        return ", ".join(sorted(out, key=lambda a: a.startswith("**") or a[1:2] == "="))

    def call(self, name, depth=0):
        return f"{name}({self.arguments(depth)})"

    def parameters(self):
        v = self.v
        r = self.rng.random()
        if r < 0.3:
            return ", ".join(self.NAMES[: self.rng.randint(0, 3)])
        out, default = [], False
        names = self.rng.sample("abcd", self.rng.randint(0, 3))
        slash = self.rng.randint(1, 2) if v.chance(0.15) else 0
        for i, n in enumerate(names):
            default = default or v.chance(0.3)
            out.append(f"{n}={self.atom()}" if default else n)
            if i + 1 == slash:
                out.append("/")
        if v.chance(0.4):
            out.append("*args")
            if v.chance(0.4):
                out.append(f"k={self.atom()}" if v.chance(0.5) else "k")
        elif v.chance(0.2):
            out += ["*", v.pick(["k", "k=1"])]
        if v.chance(0.3):
            out.append("**kw")
        return ", ".join(out)

    def target(self, depth=0):
        v = self.v
        r = self.rng.random()
        if r < 0.6:
            return self.name()
        if r < 0.7:
            return f"{self.name()}[{v.pick(['0', '-1', repr('k'), '1:2', '::2', '5'])}]"
        if r < 0.78:
            return f"{self.name()}.{v.pick(['a', 'b', 'p'])}"
        if depth > 1:
            return self.name()
        parts = [self.target(depth + 1) for _ in range(self.rng.randint(1, 3))]
        if v.chance(0.4):
            i = self.rng.randrange(len(parts))
            parts[i] = "*" + self.name()
        return f"({', '.join(parts)},)" if v.chance(0.5) else f"[{', '.join(parts)}]"

    def show(self):
        return f"print('p{self.rng.randrange(100)}', show({self.expr()}))"

    def block(self, most=3):
        self.depth += 1
        lines = []
        for _ in range(self.rng.randint(1, most)):
            lines += self.statement()
        self.depth -= 1
        return indent(lines)

    def loop(self, head):
        outer, self.in_loop = self.in_loop, True
        body = self.block()
        self.in_loop = outer
        lines = [head, *body]
        if self.v.chance(0.3):
            lines += ["else:", *self.block(2)]
        return lines

    def statement(self):
        v = self.v
        r = self.rng.random()
        if self.depth > 3 or r < 0.18 * (1 + self.depth):
            return [f"{self.name()} = lim({self.expr()})"]
        if r < 0.3:
            return [self.show()]
        if r < 0.36:
            return [f"{v.pick(['', '', self.name() + ' = '])}{self.target()} = {self.expr()}"]
        if r < 0.41:
            n = self.name()
            return [f"{n} {v.pick(['+=', '-=', '|=', '//=', '%=', '&='])} {self.expr()}", f"{n} = lim({n})"]
        if r < 0.44:
            return [f"{v.pick([f'for x in {self.short()}: pass', f'del {self.target(2)}', f'assert {self.expr()}, {self.expr()}', 'pass', f'{self.expr()}'])}"]
        if r < 0.52:
            lines = [f"if {self.expr()}:", *self.block()]
            if v.chance(0.3):
                lines += [f"elif {self.expr()}:", *self.block(2)]
            return lines + (["else:", *self.block(2)] if v.chance(0.5) else [])
        if r < 0.58:
            return self.loop(f"for {self.target(1)} in {self.short()}:")
        if r < 0.61:
            n = self.fresh("w")
            return [f"{n} = 0", *self.loop(f"while ({n} := {n} + 1) < {self.rng.randint(2, 5)} and {v.pick(['True', self.expr(1)])}:")]
        if r < 0.72:
            return self.try_statement()
        if r < 0.77:
            return self.with_statement()
        if r < 0.83:
            return self.match_statement()
        if r < 0.86:
            return [f"raise {v.pick(ERRORS)}({self.expr()})" + v.pick(["", "", " from None", f" from {v.pick(ERRORS)}('c')"])] if v.chance(0.7) else [v.pick(["raise", f"raise {self.expr()}"])]
        if self.in_loop and r < 0.91:
            return [f"if {self.expr()}:", f"    {v.pick(['break', 'continue'])}"]
        if self.in_generator and r < 0.96:
            return [v.pick([f"yield {self.expr()}", f"{self.name()} = yield {self.expr()}", f"yield from {self.short()}", f"{self.name()} = yield from {self.short()}", "yield"])]
        if self.in_function and r < 0.97:
            return [v.pick([f"return {self.expr()}", "return", f"return {self.expr()}"])]
        if self.depth < 2:
            return v.pick([self.function, self.function, self.generator, self.class_statement])()
        return [self.show()]

    def try_statement(self):
        v = self.v
        lines = ["try:", *self.block()]
        star = v.chance(0.1)
        handlers = self.rng.randint(0, 2)
        outer_loop, outer_function = self.in_loop, self.in_function
        outer_generator = self.in_generator
        if star:
            # These blocks hold no break, continue and return.
            self.in_loop = self.in_function = False
            self.in_generator = False
        for _ in range(handlers):
            what = v.pick([v.pick(ERRORS), f"({v.pick(ERRORS)}, {v.pick(ERRORS)})", "Exception", self.name() if v.chance(0.1) else "Exception"])
            name = v.pick(["", " as e", " as a"])
            lines += [f"except{'*' if star else ''} {what}{name}:", *([f"    print('x', said({name[4:]}), show({name[4:]}.__context__), show({name[4:]}.__cause__))"] if name else []), *self.block(2)]
        self.in_loop, self.in_function, self.in_generator = outer_loop, outer_function, outer_generator
        if handlers and v.chance(0.3):
            lines += ["else:", *self.block(2)]
        if not handlers or v.chance(0.4):
            lines += ["finally:", *self.block(2)]
        return lines

    def with_statement(self):
        n = self.fresh("M")
        swallow = self.v.pick(["True", "False", "False", "1", "None", "isinstance(v, ValueError)"])
        lines = [
            f"class {n}:",
            f"    def __enter__(self): print('enter {n}'); return {self.atom()}",
            f"    def __exit__(self, t, v, tb): print('exit {n}', t and t.__name__, show(v)); return {swallow}",
        ]
        if self.v.chance(0.1):
            lines.pop(self.rng.randint(1, 2))
        if len(lines) > 2 and self.v.chance(0.1):
            lines[-1] = f"    def __exit__(self, t, v, tb): raise KeyError('{n}')"
        more = self.v.pick(["", "", f", {n}() as c", f", {self.expr()}"])
        return [*lines, f"with {n}(){self.v.pick(['', f' as {self.target(1)}'])}{more}:", *self.block()]

    def pattern(self, depth=0):
        v = self.v
        r = self.rng.random()
        if depth > 2 or r < 0.3:
            return v.pick(["1", "0", "-1", "'a'", "None", "True", "1.5", "_", "b'ab'"])
        if r < 0.45:
            return self.fresh("v")
        if r < 0.65:
            parts = [self.pattern(depth + 1) for _ in range(self.rng.randint(0, 3))]
            if v.chance(0.4):
                parts.insert(self.rng.randint(0, len(parts)), v.pick(["*_", "*" + self.fresh("r")]))
            return "[" + ", ".join(parts) + "]"
        if r < 0.75:
            parts = [f"{v.pick([repr('k'), repr('a'), '1'])}: {self.pattern(depth + 1)}"] if v.chance(0.7) else []
            if v.chance(0.3):
                parts.append("**" + self.fresh("r"))
            return "{" + ", ".join(parts) + "}"
        if r < 0.88:
            cls = v.pick(["int", "str", "list", "dict", "bool", "tuple", "float", *self.classes[-2:]])
            return f"{cls}({v.pick(['', self.pattern(depth + 1), f'real={self.pattern(depth + 1)}', f'a={self.pattern(depth + 1)}'])})"
        if r < 0.94:
            return f"({v.pick(['1', '[]', 'int()', 'str()'])} | {v.pick(['2', 'None', '{}', 'list()', '_'])})"
        return f"({self.pattern(depth + 1)} as {self.fresh('v')})"

    def match_statement(self):
        v = self.v
        lines = [f"match {v.pick([self.expr(), v.list(), v.dict(), self.name()])}:"]
        for _ in range(self.rng.randint(1, 4)):
            guard = f" if {self.expr()}" if v.chance(0.3) else ""
            pattern = self.pattern()
            if pattern == "_" or pattern.startswith("v") or "_" in pattern:
                guard = guard or " if True"
            names = sorted({w for w in pattern.replace("*", " ").replace("(", " ").replace(")", " ").replace(",", " ").replace("[", " ").replace("]", " ").replace("}", " ").replace("=", " ").split() if w[:1] in "vr" and w[1:].isdigit()})
            lines += [f"    case {pattern}{guard}:", f"        print('case', {', '.join(['0'] + [f'show({n})' for n in names])})", *indent(self.block(2))]
        return lines

    def inside(self, make, generator=False):
        kept = self.in_function, self.in_generator, self.in_loop
        self.in_function, self.in_generator, self.in_loop = True, generator, False
        body = make()
        self.in_function, self.in_generator, self.in_loop = kept
        return body

    def scope_line(self, parameters):
        """`global` or `nonlocal` of a name that is no parameter."""
        free = [n for n in self.NAMES if n not in [p.strip("* ").split("=")[0] for p in parameters.split(",")]]
        if free and self.v.chance(0.25):
            return [f"    global {self.v.pick(free)}"]
        return []

    def function(self):
        v = self.v
        name, parameters = self.fresh("f"), self.parameters()
        head = self.scope_line(parameters)
        body = self.inside(lambda: self.block(4))
        lines = [f"def {name}({parameters}):", *head, *body]
        if v.chance(0.3):
            inner = self.fresh("g")
            n = v.pick(self.NAMES)
            used = [f"    {n} = {self.atom()}"] if n not in parameters.replace("=", " ").replace(",", " ").split() else []
            if not any("global" in line and n in line for line in head):
                lines[1 + len(head) : 1 + len(head)] = [*used, f"    def {inner}():", f"        nonlocal {n}", *indent(self.inside(lambda: self.block(2))), f"    try: {inner}()", "    except Exception as e: print(said(e))"]
        if v.chance(0.15):
            lines.insert(0, v.pick(["@(lambda f: f)", "@staticmethod", "@(lambda f: lambda *a, **k: ('w', f(*a, **k)))"]))
        self.functions.append(name)
        calls = []
        for _ in range(self.rng.randint(1, 3)):
            calls += ["try:", f"    print(show({self.call(name)}))", "except Exception as e: print(said(e))"]
        self.functions = self.functions[-2:]
        return lines + calls

    def generator(self):
        v = self.v
        name, parameters = self.fresh("n"), self.v.pick(["", "", "a", "a=1", "*args"])
        body = self.inside(lambda: self.block(4), True)
        lines = [f"def {name}({parameters}):", *body, "    yield"]
        lines += [f"i = {name}({v.pick(['', '1', 'a=2'])})" if not parameters or v.chance(0.1) else f"i = {name}(1)"]
        for _ in range(self.rng.randint(1, 6)):
            step = v.pick(["next(i)", "next(i)", "i.send(3)", "i.send(None)", f"i.throw({v.pick(ERRORS[:9])}('t'))", "i.close()", "list(__import__('itertools').islice(i, 5))", "next(i, 'end')", "i.gi_yieldfrom is None", "i.gi_running"])  # fmt: skip
            lines += [f"try: print(show({step}))", "except Exception as e: print(said(e))"]
        return lines

    def class_statement(self):
        v = self.v
        name = self.fresh("C")
        bases = self.rng.sample(self.classes, min(len(self.classes), self.rng.randint(0, 2)))
        if v.chance(0.25):
            bases.append(v.pick(["int", "str", "list", "dict", "tuple", "float", "Exception", "object", "set", "bytes", "deque"]))
        if "set" in bases or self.set_classes.intersection(bases):
            self.set_classes.add(name)
        lines = []
        if v.chance(0.6):
            lines += [f"def __init__(self, *args, **kw): self.a = args; self.b = {self.atom()}" + ("" if not bases or v.chance(0.5) else "; super().__init__(*args)")]
        for special in self.rng.sample(SPECIAL, self.rng.randint(0, 3)):
            lines += [f"def {special}(self, o): return {v.pick(['NotImplemented', repr((name, special)), f'({special!r}, show(o))', 'o', 'self', '1 // 0'])}"]
        for special in self.rng.sample(RICH, self.rng.randint(0, 2)):
            lines += [f"def {special}(self, o): return {v.pick(['NotImplemented', 'True', 'False', '1', repr(special), 'o', '[]'])}"]
        for special in self.rng.sample(CONVERSIONS, self.rng.randint(0, 4)):
            # Iteration over what has no end would fill the memory.
            if special == "__getitem__":
                lines += ["def __getitem__(self, i):", "    if isinstance(i, int) and i > 4: raise IndexError(i)", f"    return {v.pick(['i', '(i,)', self.atom()])}"]
                continue
            if special == "__next__":
                lines += ["n = 0", "def __next__(self):", "    type(self).n += 1", "    if self.n % 4 == 0: raise StopIteration", f"    return {self.atom()}"]
                continue
            lines += [f"def {special}(self, *args): return {v.pick([self.atom(), self.atom(), v.small(), repr(special), 'iter([1, 2])', 'args', '3', '1.5', 'True', 'None'])}"]
        r = self.rng.random()
        if r < 0.15:
            lines += ["@property", f"def p(self): return {self.atom()}"]
            if v.chance(0.5):
                lines += ["@p.setter", "def p(self, v): print('set', show(v))"]
        elif r < 0.3:
            lines += [f"class D{name}:", "    def __get__(self, o, t=None): return ('get', o is None, t.__name__)", *(["    def __set__(self, o, v): print('set', show(v))"] if v.chance(0.6) else []), *(["    def __delete__(self, o): print('delete')"] if v.chance(0.3) else []), *(["    def __set_name__(self, o, n): print('name', o.__name__, n)"] if v.chance(0.3) else []), f"p = D{name}()"]  # fmt: skip
        elif r < 0.4:
            lines += [f"def __getattr__(self, n): return {v.pick([repr('ga'), 'n', '1 // 0'])}" if v.chance(0.6) else "def __getattribute__(self, n): return object.__getattribute__(self, n)"]
        elif r < 0.47:
            lines += [v.pick(["__slots__ = ('a', 'b')", "__slots__ = ('a', 'b', '__dict__')", "__slots__ = ()", "__match_args__ = ('a', 'b')", "__hash__ = None", "__eq__ = None", "__iter__ = None", "__add__ = None", "__bool__ = None", "__slots__ = 'a'"])]
        if v.chance(0.4):
            lines += [v.pick(["@staticmethod", "@classmethod", ""]), f"def m({v.pick(['self', 'self, *a', '*a', 'self, a=1', ''])}): return {v.pick([self.atom(), repr(name), 'super().m()', '__class__.__name__'])}"]
        if v.chance(0.15):
            lines += ["def __init_subclass__(cls, **kw): print('sub', cls.__name__, kw)"]
        if v.chance(0.2):
            lines += [f"{v.pick('abm')} = {self.expr(1)}"]
        out = ["try:", f"    class {name}{'(' + ', '.join(bases) + ')' if bases else ''}:", *indent(indent([l for l in lines if l] or ["pass"]))]
        out += ["except Exception as e:", "    print(said(e))", f"    class {name}: pass"]
        self.classes.append(name)
        self.classes = self.classes[-3:]
        trials = [
            f"o + {self.atom()}", f"{self.atom()} + o", f"o - {self.atom()}", f"o * {v.small()}", f"{v.small()} * o", f"o // {self.atom()}", f"o % {self.atom()}", "o @ o", "o | 1", "1 | o",
            f"o ** {v.small()}", f"o == {self.atom()}", f"o != {self.atom()}", f"o < {self.atom()}", f"o >= o", "o == o", "len(o)", "bool(o)", "int(o)", "float(o)", "complex(o)", "[0, 1, 2][o]", "str(o)",
            "repr(o)", "f'{o!s:>5}'", "format(o, '5')", "list(o)", "iter(o)", "1 in o", "o[0]", "o['a']", "o[1:2]", "o()", "o(1, a=2)", "-o", "~o", "abs(o)", "round(o)", "round(o, 1)", "reversed(o)",
            "o.m()", f"{name}.m()", f"{name}.m(o)", "o.p", f"{name}.p", "setattr(o, 'p', 1)", "delattr(o, 'p')", "o.nope", "setattr(o, 'a', 5)", "o.a", "o.b", "delattr(o, 'a')", "sorted([o, o])",
            "max(o, o)", "sum([o])", "{o: 1}[o]", "hash(o) is None", "[*o]", "dict(o)", "'%s %r' % (o, o)", "'%d' % o", "range(o)", "'a' * o", "o + o", "bytes(o)", "next(o)", "isinstance(o, int)",
            f"[c.__name__ for c in {name}.__mro__]", f"{name}.__name__", "sorted(k for k in vars(o) if k != '__weakref__')", "o.__class__.__name__", "print(o)", "tuple(o)", "divmod(o, 2)", "type(o).__dict__ is None", "math.floor(o)", "chr(o)",
            "o in [o]", "o.__doc__", "not o", "o is o", "hex(o)", "''.join(o)", "print(*o)", "o.__eq__(1)", "o and 1", "str.upper(o)", f"super({name}, o).__repr__ is None", "1 if o else 2", "copy.copy(o).__class__",
        ]  # fmt: skip
        # Of a set's elements there is one, as their order is nobody's promise.
        arguments = v.pick(["", "", "1", "'a'", "[2]", "a=1"]) if name in self.set_classes else v.pick(["", "", "", "1", "1, 2", "'ab'", "[1, 2]", "a=1", self.atom()])
        out += ["import math, copy", "try:", f"    o = {name}({arguments})", "except Exception as e:", "    print(said(e))", f"    o = {name}"]
        for i, trial in enumerate(self.rng.sample(trials, self.rng.randint(4, 12))):
            out.append(f"t('o{i}', lambda: {trial})")
        return out

    def program(self):
        lines = [f"{n} = {self.atom()}" for n in self.NAMES]
        for _ in range(self.rng.randint(1, 4)):
            kind = self.v.pick([self.statement, self.statement, self.function, self.generator, self.class_statement])
            lines += ["try:", *indent(kind()), "except Exception as e:", "    print('out', said(e), show(e.__context__))", *([f"print(*[show(x) for x in (a, b, c, d)])"] if self.v.chance(0.3) else [])]
        lines += ["print(*[show(globals().get(n)) for n in 'abcd'])"]
        return "\n".join(lines) + "\n"


def program(rng):
    """The text of a random program."""
    return Expressions(rng).program() if rng.random() < 0.6 else Programs(rng).program()
