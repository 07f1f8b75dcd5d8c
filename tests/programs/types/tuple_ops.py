"""Tuples: making, comparing, hashing, unpacking."""
t = (3, 1, 2)
print(t, (), (1,), tuple("ab"), tuple([1, 2]), t + (4,), t * 2, 2 * t, t[0], t[-1], t[::-1], t[1:], len(t), 1 in t, t.count(1), t.index(2))
print((1, 2) == (1, 2), (1, 2) < (1, 3), (1,) < (1, 0), () < (0,), (1, "a") != (1, "b"), hash((1, 2)) == hash((1, 2)), hash(()) == hash(()), {(1, 2): "key"}[1, 2])
a, (b, *c), d = 1, (2, 3, 4), 5
print(a, b, c, d, *t, sep="-")
x, y = 1, 2
x, y = y, x
print(x, y, sorted([(2, "b"), (1, "z"), (2, "a")]), max((1, 5), (2, 0)), tuple(i * i for i in range(4)), isinstance(t, tuple))
print(tuple(t) is t, t[:] is t, repr((1.5, None, "x", [1])), str(((1,), ())))
class Pair(tuple):
    def __new__(cls, a, b):
        return super().__new__(cls, (a, b))
    @property
    def total(self):
        return self[0] + self[1]
p = Pair(3, 4)
print(p, p.total, type(p + (1,)), p == (3, 4), hash(p) == hash((3, 4)), type(p[:]))
for action in (lambda: t[5], lambda: t["a"], lambda: t + [1], lambda: t * 1.5, lambda: t.index(9), lambda: t < 5, lambda: (1, "a") < (1, 2), lambda: hash(([],)), lambda: tuple(5), lambda: t.append(1), lambda: tuple(x=1), lambda: t.count()):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
try:
    t[0] = 1
except TypeError as error:
    print(error)
try:
    a, b = 1, 2, 3
except ValueError as error:
    print(error)
try:
    a, b, *c = (1,)
except ValueError as error:
    print(error)
