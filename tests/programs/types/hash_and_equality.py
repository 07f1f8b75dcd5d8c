"""Hash and equality have to agree; classes decide both."""
class Plain:
    pass
class ByValue:
    def __init__(self, v):
        self.v = v
    def __eq__(self, other):
        return isinstance(other, ByValue) and self.v == other.v
    def __hash__(self):
        return hash(self.v)
class OnlyEq:
    def __eq__(self, other):
        return True
class Colliding:
    def __init__(self, n):
        self.n = n
    def __hash__(self):
        return 42
    def __eq__(self, other):
        return self.n == other.n
    def __repr__(self):
        return f"C{self.n}"
a, b = Plain(), Plain()
print(a == a, a == b, hash(a) == hash(a), ByValue(1) == ByValue(1), len({ByValue(1), ByValue(1), ByValue(2)}), {ByValue("k"): 5}[ByValue("k")], OnlyEq.__hash__)
d = {Colliding(i): i for i in range(5)}
del d[Colliding(2)]
print(d, Colliding(3) in d, Colliding(9) in d, d[Colliding(4)], len({Colliding(1), Colliding(1)}))
print(hash(0) == hash(0.0) == hash(False), hash((1, 2)) == hash((1.0, 2.0)), hash(-1), hash(-2), hash(2**61 - 2), hash(frozenset([1, 2])) == hash(frozenset([2, 1])), hash(range(0)) == hash(range(2, 2)))
class BadHash:
    def __hash__(self):
        return "x"
class Raising:
    def __eq__(self, other):
        raise ValueError("no comparing")
    __hash__ = object.__hash__
for action in (lambda: hash(OnlyEq()), lambda: {OnlyEq()}, lambda: {[]: 1}, lambda: hash(BadHash()), lambda: [Raising()] == [Raising()], lambda: Raising() in [1], lambda: hash(([],)), lambda: {} in {1: 2}, lambda: {1}.add({}), lambda: hash(slice(1, [])), lambda: hash(bytearray())):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
x = Raising()
print(x in [x], [x].count(x), [x].index(x), (x,) == (x,), x != 5 if False else "identity first")
