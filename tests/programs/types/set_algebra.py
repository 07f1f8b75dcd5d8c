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
