"""str.format and format_map: fields, nesting, conversions, errors."""
class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y
    def __format__(self, spec):
        return f"<{self.x:{spec or 'd'}}, {self.y:{spec or 'd'}}>"
    def __repr__(self):
        return f"Point({self.x}, {self.y})"
p = Point(3, -4)
print("{} {} {}".format(1, "two", 3.0), "{1} {0} {1}".format("a", "b"), "{x}-{y}".format(x=1, y=2), "{{}} {{{0}}}".format(5))
print("{0.x} {0.y} {p.x}".format(p, p=p), "{0[0]} {0[1]} {d[key]} {d[0]}".format([10, 20], d={"key": "v", "0": "zero", 0: "int zero"}))
print("{:>8}|{:<8}|{:^8}|{:*^9}|{:=+6d}".format("r", "l", "c", "f", 42), "{:{}}|{:{w}.{p}f}".format("x", 5, 3.14159, w=8, p=2))
print("{!r} {!s} {!a} {!r:>10}".format("é", "é", "é", "x"), "{}".format(p), "{:.1f}".format(p), "{!r}".format(p))
print("{a} {b}".format_map({"a": 1, "b": 2}), "{:,} {:_} {:e} {:%}".format(1234567, 1234567, 12345.678, 0.5))
class Default(dict):
    def __missing__(self, key):
        return "<" + key + ">"
print("{known} {unknown}".format_map(Default(known=1)), format("abc", ".2"), format("abc", "_>6"), format(None), format([1, 2]))
for template, args in (("{} {}", (1,)), ("{0} {}", (1, 2)), ("{", ()), ("}", ()), ("{x}", ()), ("{0.z}", (p,)), ("{0[5]}", ([1],)), ("{!x}", (1,)), ("{:d}", ("s",)), ("{:s}", (1,)), ("{0[}", (1,)), ("{:{:{}}}", (1, 2, 3)), ("{0[a]}", ([1],)), ("{:5}", (None,)), ("{:-5}", ("s",)), ("{:,}", ("s",)), ("{:10.2d}", (5,)), ("{0.}", (1,)), ("{!}", (1,)), ("{!rx}", (1,))):
    try:
        print(template.format(*args))
    except Exception as error:
        print(repr(template), type(error).__name__, error)
