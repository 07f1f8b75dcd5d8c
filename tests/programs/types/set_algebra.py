"""Sets: operators, methods, in-place forms and comparisons."""
a, b = {1, 2, 3, 4}, {3, 4, 5}
show = lambda s: print(type(s).__name__, sorted(s))
for s in (a | b, a & b, a - b, a ^ b, a.union(b, [9]), a.intersection([1, 3], (3,)), a.difference([1], {2}), a.symmetric_difference("x") - {"x"}, frozenset(a) | b, a | frozenset(b)):
    show(s)
print(a < b, {1} < a, a <= a, a >= {1}, a > a, a.issubset(range(9)), a.issuperset([1]), a.isdisjoint([7]), a == {4, 3, 2, 1}, a != b, a == frozenset(a))
c = set(a)
c.add(7)
c.discard(1)
c.discard(100)
c.remove(2)
c |= {8}
c &= {3, 4, 7, 8}
c -= {8}
c ^= {4, 5}
show(c)
c.update([10], {11})
c.intersection_update(range(20))
c.difference_update([10])
c.symmetric_difference_update([11, 12])
show(c)
print(len(c), 7 in c, c.pop() in {3, 5, 7, 12}, c.copy() == c, set(), {*"aab"} == {"a", "b"}, set("hello") == set("olleh"), {x % 3 for x in range(9)} == {0, 1, 2}, bool(set()))
c.clear()
print(c, repr({1}), repr({"a"}), repr(frozenset({1})), repr(frozenset()), frozenset([1]) in {frozenset([1])}, {1.0, 1, True})
for action in (lambda: a | [1], lambda: a.remove(99), lambda: set().pop(), lambda: {[]}, lambda: a < [1], lambda: hash(a), lambda: set(5), lambda: a.union(5), lambda: a.add(), lambda: a.add([]), lambda: a - 1, lambda: [] in a, lambda: a[0], lambda: set(1, 2), lambda: a.__ior__([1]), lambda: frozenset().add(1)):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)


# In place: which of two equal elements stays, what a walk sees of it, and a set with itself.
class Number:
    def __init__(self, n, name):
        self.n, self.name = n, name

    def __eq__(self, other):
        return isinstance(other, Number) and self.n == other.n

    def __hash__(self):
        return self.n

    def __repr__(self):
        return f"{self.name}{self.n}"


ours, theirs = {Number(i, "a") for i in range(3)}, {Number(i, "b") for i in range(2)}
s = set(ours)
s &= theirs
print(sorted(s, key=repr))
s = set(theirs)
s &= ours
print(sorted(s, key=repr))
s = set(range(10))
walk = iter(s)
next(walk)
s &= {1, 2, 3}
try:
    next(walk)
except RuntimeError as e:
    print(e)
for name in ("__iand__", "__ior__", "__isub__", "__ixor__", "intersection_update", "update", "difference_update", "symmetric_difference_update"):
    s = {1, 2, 3}
    getattr(s, name)(s)
    print(name, s)
s = {1, 2, 3, 4}
s.intersection_update([1, 2, 3], {2, 3, 9}, {2: 0, 3: 0})
print(s, s.isdisjoint({9}), s.isdisjoint([3]), s.isdisjoint({1, 5, 6, 7, 2}), s <= {2, 3}, s.issubset(range(5)), s.issuperset([2]))
