from functools import cmp_to_key, reduce, total_ordering
import operator


@total_ordering
class Version:
    def __init__(self, text):
        self.parts = tuple(map(int, text.split(".")))

    def __eq__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return self.parts == other.parts

    def __lt__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return self.parts < other.parts

    def __repr__(self):
        return "v" + ".".join(map(str, self.parts))


a, b = Version("1.2"), Version("1.10")
print(a < b, a <= b, a > b, a >= b, a == b, a != b, a <= Version("1.2"), a >= Version("1.2"))
print(sorted(map(Version, ["2.0", "1.10", "1.9.9"])), max(a, b))
try:
    a < 5
except TypeError as e:
    print(e)
try:
    a >= 5
except TypeError as e:
    print(e)


@total_ordering
class Greater:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return self.n == other.n

    def __ge__(self, other):
        return self.n >= other.n


x, y = Greater(1), Greater(2)
print(x < y, x <= y, x > y, x >= y, Greater.__lt__.__name__, Greater.__lt__.__doc__ is not None or True)
try:
    @total_ordering
    class Nothing:
        pass
except ValueError as e:
    print(e)


def by_length_then_reverse(a, b):
    if len(a) != len(b):
        return len(a) - len(b)
    return (a < b) - (a > b)


words = ["pear", "fig", "apple", "kiwi", "date", "plum"]
print(sorted(words, key=cmp_to_key(by_length_then_reverse)))
K = cmp_to_key(lambda a, b: a - b)
k = K(3)
print(k.obj, k < K(4), k == K(3), k >= K(5), max([K(1), K(9), K(4)]).obj, K(obj=7).obj)
for bad in (lambda: k < 3, lambda: hash(k), lambda: K(), lambda: K(1, 2), lambda: cmp_to_key(), lambda: sorted([1, 2], key=cmp_to_key(len))):
    try:
        bad()
    except TypeError as e:
        print("TypeError", e)
print(reduce(operator.add, [1, 2, 3]), reduce(operator.mul, [1, 2, 3], 10), reduce(lambda a, b: a + b, [], "start"), reduce(max, [7]))
print(reduce(lambda acc, w: {**acc, w: acc.get(w, 0) + 1}, "a b a".split(), {}), reduce(operator.add, [[1], [2]], initial=[0]))
for bad in (lambda: reduce(operator.add, []), lambda: reduce(operator.add, 5), lambda: reduce(operator.add), lambda: reduce(),
            lambda: reduce(1, [1, 2]), lambda: reduce(operator.add, [1], foo=1), lambda: reduce(operator.add, [1, "a"])):
    try:
        print(bad())
    except TypeError as e:
        print("TypeError", e)
