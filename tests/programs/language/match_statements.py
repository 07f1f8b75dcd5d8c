# match on literals, sequences, mappings, classes, alternatives, guards and captures.
class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


class Color:
    RED = 1
    GREEN = 2


def describe(value):
    match value:
        case None:
            return "none"
        case True | False as flag:
            return f"flag {flag}"
        case 0:
            return "zero"
        case -1 | -2.5:
            return "negative literal"
        case Color.GREEN:
            return "green"
        case "yes" | "y":
            return "affirmative"
        case b"raw":
            return "bytes"
        case int(n) if n > 100:
            return f"big {n}"
        case int() | float():
            return "number"
        case str() as s:
            return f"text {s!r}"
        case []:
            return "empty sequence"
        case [x]:
            return f"one {x}"
        case [1, 2, *rest]:
            return f"one two and {rest}"
        case (first, [a, b], *_, last):
            return f"{first} ({a} {b}) … {last}"
        case [first, *middle, last]:
            return f"{first} {middle} {last}"
        case {"type": "circle", "r": r}:
            return f"circle {r}"
        case {"type": str(kind), **rest}:
            return f"{kind} with {rest}"
        case {}:
            return "mapping"
        case Point(0, 0):
            return "origin"
        case Point(x=0, y=y) | Point(x=y, y=0):
            return f"on an axis at {y}"
        case Point(x, y) if x == y:
            return f"diagonal {x}"
        case Point(x, y):
            return f"point {x} {y}"
        case set(items):
            return f"set {sorted(items)}"
        case _:
            return "other"


values = [None, True, 0, False, -1, -2.5, 2, "yes", "y", b"raw", 500, 7, 1.5, "text", [], (1,), [1, 2, 3, 4], (0, "ab", 5), (0, [1, 2], 3, 4),
          [9, 8, 7], (5, 6), {"type": "circle", "r": 3}, {"type": "square", "side": 2}, {}, {1: 2}, Point(0, 0), Point(0, 4), Point(4, 0),
          Point(3, 3), Point(1, 2), {1, 2}, object, range(3), bytearray(b"x")]
for value in values:
    print(describe(value))


def keyed(value):
    match value:
        case {"a": [x, {"b": y}], -1: z, None: n}:
            return x, y, z, n
        case {Color.RED: "red"}:
            return "dotted key"
        case {"only": _}:
            return "has only"


print(keyed({"a": [1, {"b": 2}], -1: 3, None: 4}), keyed({1: "red"}), keyed({"only": 0}), keyed({"a": 1}))
match 1, 2:
    case a, b:
        print("tuple subject", a, b)
match [1, [2, [3]]]:
    case [a, [b, [c]]]:
        print(a, b, c)
match x := 5:
    case 5 if (y := x * 2) > 100:
        print("never")
    case 5:
        print("guard ran", y)
match ("go", "north"):
    case ("go", ("north" | "south") as direction):
        print(direction)
match {"k": 1}:
    case {"k": int(v), **others}:
        print(v, others)


class Positional:
    __match_args__ = ("a",)
    a = 1


for bad in ("many", "noargs", "type", "notype", "dup"):
    try:
        match Positional():
            case Positional(1, 2) if bad:
                print("never")
    except TypeError as error:
        print(error)
        break


class NoArgs: ...


try:
    match NoArgs():
        case NoArgs(1):
            pass
except TypeError as error:
    print(error)
try:
    not_class = 5
    match 5:
        case not_class(1):
            pass
except TypeError as error:
    print(error)
try:
    match Positional():
        case Positional(1, a=1):
            pass
except TypeError as error:
    print(error)
match = case = type = 1
print(match, case, type)
