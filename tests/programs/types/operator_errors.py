"""Operators between types that do not go together."""
values = {"int": 1, "str": "a", "list": [1], "tuple": (1,), "dict": {}, "set": {1}, "none": None, "bytes": b"a", "float": 1.5}
operators = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b, "//": lambda a, b: a // b,
    "%": lambda a, b: a % b, "**": lambda a, b: a**b, "@": lambda a, b: a @ b, "&": lambda a, b: a & b, "<<": lambda a, b: a << b,
}
for an, a, bn, b in [(*x, *y) for x in values.items() for y in values.items()]:
    for name, f in operators.items():
        if name in "*%" and "str" in (an, bn):
            continue
        try:
            f(a, b)
        except TypeError as error:
            if name in ("+", "-", "@"):
                print(an, name, bn, error)
for action in (lambda: -"a", lambda: +[], lambda: ~1.5, lambda: "a" % 1, lambda: "a" * 1.5, lambda: [1] * "a", lambda: 1 in 2, lambda: "a" in 5, lambda: 5 in "a", lambda: (1).x):
    try:
        print(action())
    except (TypeError, AttributeError) as error:
        print(error)
x = [1]
try:
    x += 5
except TypeError as error:
    print(error)
y = (1,)
try:
    y += [1]
except TypeError as error:
    print(error)
z = "a"
try:
    z += 1
except TypeError as error:
    print(error)
n = 1
try:
    n -= "a"
except TypeError as error:
    print(error)
