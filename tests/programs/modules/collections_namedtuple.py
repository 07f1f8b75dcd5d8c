from collections import namedtuple

Point = namedtuple("Point", "x y")
p = Point(1, y=2)
print(p, p.x, p.y, p[0], len(p), p == (1, 2), p + (3,), hash(p) == hash((1, 2)), isinstance(p, tuple))
x, y = p
print(x, y, p._replace(x=10), p._asdict(), Point._fields, Point._make([7, 8]), Point.__doc__, Point.x.__doc__)
print(Point.__name__, Point.__module__, Point._field_defaults, p.__class__.__mro__[1].__name__, Point.__match_args__)
Color = namedtuple("Color", ["r", "g", "b", "alpha"], defaults=[0, 255])
print(Color(1, 2), Color(1, 2, 3), Color(r=1, g=2, alpha=5), Color._field_defaults)
print(namedtuple("R", "def class x x _hidden ok", rename=True)._fields, namedtuple("C", "a, b,c")._fields, namedtuple("E", "")())


class Vector(namedtuple("Vector", "dx dy")):
    __slots__ = ()

    @property
    def length(self):
        return (self.dx ** 2 + self.dy ** 2) ** 0.5

    def __add__(self, other):
        return Vector(self.dx + other.dx, self.dy + other.dy)


v = Vector(3, 4)
print(v, v.length, v + Vector(1, 1), Vector._make("ab"), v._replace(dy=0))
match p:
    case Point(x=1, y=y):
        print("matched", y)
match p:
    case Point(a, b):
        print("positional", a, b)
print(sorted([Point(2, 1), Point(1, 5), Point(1, 2)]), max(Point(1, 2), Point(1, 3)), {Point(1, 2): "key"}[(1, 2)])
print("%s is at %d" % ("it", p.x), "{0.x} {0.y}".format(p), f"{p!r:>15}|", p.count(1), p.index(2))
for bad in (lambda: Point(1), lambda: Point(), lambda: Point(1, 2, 3), lambda: Point(1, 2, z=3), lambda: Point(1, x=2), lambda: Color(1), lambda: p.z,
            lambda: p._replace(q=1), lambda: Point._make([1]), lambda: setattr(p, "x", 5), lambda: namedtuple("1bad", "a"), lambda: namedtuple("A", "a a"),
            lambda: namedtuple("A", "_a"), lambda: namedtuple("A", "for"), lambda: namedtuple("A", "a b", defaults=[1, 2, 3]), lambda: delattr(p, "x")):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
