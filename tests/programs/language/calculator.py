# A real little program: tokenizer, recursive-descent parser and evaluator with variables and functions.
class CalcError(Exception):
    def __init__(self, message, position):
        super().__init__(f"{message} at {position}")
        self.position = position


def tokenize(text):
    i = 0
    while i < len(text):
        c = text[i]
        if c.isspace():
            i += 1
        elif c.isdigit() or c == ".":
            start = i
            while i < len(text) and (text[i].isdigit() or text[i] == "."):
                i += 1
            yield "num", float(text[start:i]), start
        elif c.isalpha():
            start = i
            while i < len(text) and text[i].isalnum():
                i += 1
            yield "name", text[start:i], start
        elif text[i : i + 2] == "**":
            yield "op", "**", i
            i += 2
        elif c in "+-*/(),=":
            yield "op", c, i
            i += 1
        else:
            raise CalcError(f"unexpected {c!r}", i)
    yield "end", None, len(text)


class Parser:
    functions = {"max": max, "min": min, "abs": abs, "sum": lambda *a: sum(a)}

    def __init__(self, variables):
        self.variables = variables

    def run(self, text):
        self.tokens = list(tokenize(text))
        self.at = 0
        match self.tokens[:2]:
            case [("name", name, _), ("op", "=", _)]:
                self.at = 2
                result = self.variables[name] = self.expression()
            case _:
                result = self.expression()
        kind, value, position = self.tokens[self.at]
        if kind != "end":
            raise CalcError(f"unexpected {value!r}", position)
        return result

    def accept(self, *symbols):
        kind, value, _ = self.tokens[self.at]
        if kind == "op" and value in symbols:
            self.at += 1
            return value

    def expression(self):
        value = self.term()
        while op := self.accept("+", "-"):
            right = self.term()
            value = value + right if op == "+" else value - right
        return value

    def term(self):
        value = self.power()
        while op := self.accept("*", "/"):
            right = self.power()
            try:
                value = value * right if op == "*" else value / right
            except ZeroDivisionError as error:
                raise CalcError("division by zero", self.tokens[self.at - 1][2]) from error
        return value

    def power(self):
        if self.accept("-"):
            return -self.power()
        base = self.atom()
        return base ** self.power() if self.accept("**") else base

    def atom(self):
        kind, value, position = self.tokens[self.at]
        self.at += 1
        if kind == "num":
            return value
        if kind == "name":
            if self.accept("("):
                args = []
                while not self.accept(")"):
                    args.append(self.expression())
                    self.accept(",")
                return self.functions[value](*args)
            if value in self.variables:
                return self.variables[value]
            raise CalcError(f"unknown name {value}", position)
        if value == "(":
            result = self.expression()
            if not self.accept(")"):
                raise CalcError("missing )", self.tokens[self.at][2])
            return result
        raise CalcError("expression expected", position)


parser = Parser({"pi": 3.0})
for line in ["1 + 2 * 3", "(1 + 2) * 3", "2 ** 3 ** 2", "-2 ** 2", "x = 10 / 4", "x * x", "max(1, x, 2) - min(3, 4)", "1 / 0", "2 +", "(1", "y", "1 $ 2", "1 2",
             "sum()", "pi * 2"]:
    try:
        print(f"{line:25} {parser.run(line):g}")
    except CalcError as error:
        print(f"{line:25} error: {error} ({error.position})", "cause:" if error.__cause__ else "", error.__cause__ or "")
