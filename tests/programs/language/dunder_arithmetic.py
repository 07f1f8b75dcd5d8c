# Binary, reflected, in-place and unary operators on user classes.
class Number:
    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return f"{type(self).__name__}({self.value!r})"


def binary(symbol):
    def operate(self, other):
        if isinstance(other, Number):
            other = other.value
        elif not isinstance(other, (int, str)):
            return NotImplemented
        return Number(f"({self.value}{symbol}{other})")

    return operate


def reflected(symbol):
    def operate(self, other):
        return Number(f"({other}{symbol}{self.value})r")

    return operate


NAMES = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**", "matmul": "@",
         "lshift": "<<", "rshift": ">>", "and": "&", "or": "|", "xor": "^", "divmod": " divmod "}
for name, symbol in NAMES.items():
    setattr(Number, f"__{name}__", binary(symbol))
    setattr(Number, f"__r{name}__", reflected(symbol))
Number.__neg__ = lambda self: Number(f"-{self.value}")
Number.__pos__ = lambda self: Number(f"+{self.value}")
Number.__invert__ = lambda self: Number(f"~{self.value}")
Number.__abs__ = lambda self: Number(f"|{self.value}|")
Number.__round__ = lambda self, digits=None: Number(f"round({self.value}, {digits})")

a, b = Number("a"), Number("b")
print(a + b, a - 1, 1 - a, a * b, 2 * a, a / b, 2 / a, a // b, 7 // a)
print(a % b, 7 % a, a**b, 2**a, a @ b, [1] @ a, a << b, 1 << a, a >> 1, 1 >> a)
print(a & b, 1 & a, a | b, 1 | a, a ^ b, 1 ^ a, divmod(a, b), divmod(9, a))
print(-a, +a, ~a, abs(a), round(a), round(a, 2))


class Accumulator(Number):
    def __iadd__(self, other):
        self.value += f"+={other}"
        return self

    def __isub__(self, other):
        return "replaced"


c = d = Accumulator("c")
c += 1
c += "x"
print(c is d, c)
c -= 1
print(c)
e = Number("e")
e += 1
e <<= 2
e **= 3
e @= a
print(e)


class Sub(Number):
    def __radd__(self, other):
        return "subclass first"


print(a + Sub("s"), Sub("s") + a, Number("n") - Sub("s"))


def show(action):
    try:
        print(action())
    except TypeError as error:
        print(error)


class Nothing: ...


n = Nothing()
for action in (lambda: n + 1, lambda: 1 + n, lambda: n - n, lambda: n**2, lambda: pow(n, 2, 3), lambda: divmod(n, 1), lambda: -n, lambda: ~n,
               lambda: abs(n), lambda: n @ n, lambda: n << 1, lambda: n // n, lambda: n & 1, lambda: [] + n, lambda: "a" + 1, lambda: 1 + "a",
               lambda: [1] * "a", lambda: {} | [], lambda: round(n), lambda: a + 1.5, lambda: "a" * 1.5):
    show(action)
x = n
try:
    x += 1
except TypeError as error:
    print(error)
try:
    x **= 1
except TypeError as error:
    print(error)


class Three:
    def __pow__(self, exponent, modulus=None):
        return exponent, modulus


print(pow(Three(), 2), pow(Three(), 2, 5), Three() ** 4)
