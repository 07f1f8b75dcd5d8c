# __bool__, __hash__, __eq__, ordering, __format__, __call__, __repr__/__str__, conversions, __bytes__.
class Version:
    def __init__(self, *parts):
        self.parts = parts

    def __eq__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return self.parts == other.parts

    def __lt__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return self.parts < other.parts

    def __hash__(self):
        return hash(self.parts)

    def __str__(self):
        return ".".join(map(str, self.parts))

    def __repr__(self):
        return f"Version({', '.join(map(repr, self.parts))})"

    def __format__(self, spec):
        return f"v{self}" if spec == "v" else format(str(self), spec)

    def __call__(self, index):
        return self.parts[index]

    def __bool__(self):
        return any(self.parts)

    def __int__(self):
        return self.parts[0]

    def __float__(self):
        return self.parts[0] + self.parts[1] / 10

    def __bytes__(self):
        return bytes(self.parts)


a, b = Version(1, 2), Version(1, 10)
print(a < b, a > b, a == Version(1, 2), a != b, sorted([b, a]), max(a, b))
print({a: "x"}[Version(1, 2)], len({a, b, Version(1, 2)}))
print(str(a), repr(a), f"{a}", f"{a!r}", f"{a:v}", f"{a:>8}|", "%s %r" % (a, a))
print(a(1), bool(Version(0, 0)), not a, int(a), float(a), bytes(b))
for action in (lambda: a <= b, lambda: a < 5, lambda: 5 > a, lambda: a >= 1, lambda: hash([]), lambda: {a: 1}[[]], lambda: a == 5, lambda: 5 != a):
    try:
        print(action())
    except TypeError as error:
        print(error)


class NoHash:
    def __eq__(self, other):
        return True


try:
    hash(NoHash())
except TypeError as error:
    print(error, NoHash.__hash__)


class Returns:
    def __init__(self, value):
        self.value = value

    def __bool__(self):
        return self.value

    def __str__(self):
        return self.value

    def __repr__(self):
        return self.value

    def __hash__(self):
        return self.value

    def __int__(self):
        return self.value

    def __float__(self):
        return self.value

    def __format__(self, spec):
        return self.value

    def __iter__(self):
        return self.value

    def __index__(self):
        return self.value

    def __contains__(self, x):
        return self.value


for action in (bool, str, repr, hash, int, float, format, iter, hex, lambda r: 1 in r, lambda r: [0][r]):
    for value in (None, 1, "s"):
        try:
            print(action(Returns(value)), end="; ")
        except TypeError as error:
            print(error, end="; ")
        except IndexError as error:
            print(error, end="; ")
    print()


class Rich:
    # Comparisons may return anything.
    def __lt__(self, other):
        return ["less"]

    def __eq__(self, other):
        return "equal"

    def __ge__(self, other):
        return 0


r = Rich()
print(r < 1, r == 1, r >= 1, r != 1, 1 > r, 1 == r, not r == 1, 2 > 1 > r)
try:
    format(a, "d")
except ValueError as error:
    print(error)
try:
    format(object(), "x")
except TypeError as error:
    print(error)
