"""Hashes of tuples, which may be kept: of derived classes, of those that iterators give again, and of items that have none or have their own."""

import itertools
from collections import namedtuple

Three = namedtuple("Three", "a b c")
Two = namedtuple("Two", "a b")


class Plain(tuple):
    pass


class Slotted(tuple):
    __slots__ = ()


class Attributes(tuple):
    def __init__(self, *args):
        self.x, self.y, self.z = 1, 2, 3


for kind in tuple, Plain, Slotted, Attributes:
    for n in range(12):
        t = kind(range(n))
        print(kind.__name__, n, hash(t))
        assert hash(t) == hash(t) == hash(tuple(range(n)))
        assert {t: n}[tuple(range(n))] == n
        texts = kind(map(str, range(n)))
        assert hash(texts) == hash(texts) == hash(tuple(map(str, range(n))))
        assert {texts: n}[tuple(map(str, range(n)))] == n
print(hash(Three(1, 2, 3)) == hash((1, 2, 3)), hash(Two(1, 2)) == hash((1, 2)), hash((1, (2, (3, 4, 5), 6), 7)))


class Counted:
    asked = 0

    def __hash__(self):
        Counted.asked += 1
        return 5


t = (Counted(), 1, 2)
print(hash(t) == hash(t), len({t}), Counted.asked)
for _ in range(2):
    try:
        hash(([], 1, 2))
    except TypeError as e:
        print(e)


def distinct(iterable):
    """How many tuples an iterator gives, each asked for its hash before and after it is kept."""
    seen = set()
    for t in iterable:
        hash(t)
        seen.add(t)
    assert all(t in seen and hash(t) == hash(tuple(list(t))) for t in seen)
    return len(seen)


print(distinct(zip(range(50), range(50))), distinct(zip(range(50), range(50), range(50))), distinct(enumerate("abc")))
print(distinct(itertools.combinations(range(6), 3)), distinct(itertools.permutations(range(4), 3)), distinct(itertools.product(range(3), repeat=3)))
print(distinct(itertools.zip_longest(range(5), range(3), range(2))), distinct({1: 2, 3: 4}.items()), distinct(itertools.batched(range(9), 3)))
print(distinct(itertools.pairwise(range(9))), distinct(itertools.combinations_with_replacement(range(3), 3)))
