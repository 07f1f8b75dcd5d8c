"""Dunders that operators look up: reflected, in-place, comparison and container protocol."""
class Vec:
    def __init__(self, x, y):
        self.x, self.y = x, y
    def __repr__(self):
        return f"Vec({self.x}, {self.y})"
    def __add__(self, other):
        return Vec(self.x + other.x, self.y + other.y) if isinstance(other, Vec) else NotImplemented
    def __mul__(self, k):
        return Vec(self.x * k, self.y * k)
    def __rmul__(self, k):
        return self * k
    def __matmul__(self, other):
        return self.x * other.x + self.y * other.y
    def __neg__(self):
        return Vec(-self.x, -self.y)
    def __eq__(self, other):
        return isinstance(other, Vec) and (self.x, self.y) == (other.x, other.y)
    def __bool__(self):
        return bool(self.x or self.y)
    def __iter__(self):
        yield self.x
        yield self.y
    def __len__(self):
        return 2
    def __getitem__(self, i):
        return (self.x, self.y)[i]
    def __contains__(self, v):
        return v in (self.x, self.y)
    def __call__(self, *args, **kwargs):
        return args, kwargs
    def __iadd__(self, other):
        self.x += other.x
        self.y += other.y
        return self
v, w = Vec(1, 2), Vec(3, 4)
print(v + w, v * 2, 2 * v, v @ w, -v, v == Vec(1, 2), v != w, bool(Vec(0, 0)), list(v), len(v), v[0], v[-1], 2 in v, v(1, k=2))
a, b = v
same = v
v += w
print(a, b, v, same is v, *w, max(w))
class Left:
    def __add__(self, other):
        return "left"
    def __radd__(self, other):
        return "rleft"
    def __lt__(self, other):
        return "lt"
class Right(Left):
    def __radd__(self, other):
        return "right wins"
print(Left() + Right(), Left() + Left(), 5 + Left(), Left() < 5, 5 > Left(), Left() + 5)
for action in (lambda: w + 1, lambda: 1 + w, lambda: w - w, lambda: w < w, lambda: ~w, lambda: hash(w), lambda: w["a"], lambda: w.missing, lambda: w()()[0], lambda: w ** 2, lambda: w % 2, lambda: w[5], lambda: w @ 1):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
try:
    w -= 1
except TypeError as error:
    print(error)
