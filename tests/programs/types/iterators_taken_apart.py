"""Iterators are copied and pickled where they are, and put elsewhere with __setstate__."""

import array
import collections
import copy
import itertools
import pickle


class Squares:
    def __getitem__(self, i):
        if i >= 4:
            raise IndexError
        return i * i

    def __len__(self):
        return 4


MAKERS = [
    lambda: iter([1, 2, 3]),
    lambda: reversed([1, 2, 3]),
    lambda: iter((1, 2, 3)),
    lambda: iter("aé𝄞z"),
    lambda: iter(b"abc"),
    lambda: iter(bytearray(b"abc")),
    lambda: iter({7}),
    lambda: iter(frozenset([7])),
    lambda: iter(Squares()),
    lambda: reversed(Squares()),
    lambda: reversed((1, 2, 3)),
    lambda: enumerate("abc", 5),
    lambda: enumerate("abc", 2**70),
    lambda: zip("ab", "cd"),
    lambda: zip("ab", "cd", strict=True),
    lambda: map(ord, "ab"),
    lambda: map(pow, [1, 2], [3, 4], strict=True),
    lambda: filter(None, [0, 1, 2]),
    lambda: iter(range(2, 11, 3)),
    lambda: reversed(range(5)),
    lambda: iter(range(2**70, 2**70 + 3)),
    lambda: iter({1: 2, 3: 4}),
    lambda: iter({1: 2, 3: 4}.values()),
    lambda: iter({1: 2, 3: 4}.items()),
    lambda: reversed({1: 2, 3: 4}),
    lambda: reversed({1: 2, 3: 4}.items()),
    lambda: iter(collections.deque("abc")),
    lambda: iter(array.array("i", [1, 2])),
]

for make in MAKERS:
    steps = []
    for n in range(4):
        it = make()
        list(itertools.islice(it, n))
        twin = copy.copy(it)
        if not isinstance(it, (enumerate, zip, map, filter)):
            # These share what they iterate over with their copies.
            steps.append(list(twin))
        steps.append([list(pickle.loads(pickle.dumps(it, p))) for p in range(6)][-1])
        steps.append(list(it))
    print(steps)

# Where an iterator is, and where else it can be.
it = iter([10, 20, 30])
print(it.__reduce__()[1:], next(it), it.__reduce__()[1:])
for to in 2, 0, 99:
    it = iter([10, 20, 30])
    it.__setstate__(to)
    print(to, list(it), it.__reduce__()[1:])
    it.__setstate__(0)
    print(list(it))
for to in -5, -1, 0, 1, 99:
    a, b = reversed([10, 20, 30]), reversed((10, 20, 30))
    a.__setstate__(to), b.__setstate__(to)
    print(to, list(a), list(b))
for to in 0, 2, 3, 100, -1:
    its = iter("aé𝄞z"), iter(b"abcd"), iter((1, 2, 3, 4)), iter(range(4)), iter(Squares())
    for it in its:
        it.__setstate__(to)
    print(to, [list(it) for it in its])
it = iter(range(10))
it.__setstate__(3)
it.__setstate__(3)
print(next(it))
z = zip("ab", "c")
z.__setstate__(True)
try:
    print(list(z))
except ValueError as e:
    print(e)
for bad in "x", 1.5, None:
    try:
        iter([]).__setstate__(bad)
    except TypeError as e:
        print(type(e).__name__)


# Of subclasses too.
class Numbered(enumerate):
    pass


n = Numbered("ab")
print(n.__reduce__()[0] is Numbered, list(copy.copy(n)))

# Containers.
class Bag(set):
    pass


bag = Bag([1])
bag.owner = "me"
again = pickle.loads(pickle.dumps(bag))
print(again, again.owner, copy.deepcopy({frozenset([(1, 2)])}))
d = collections.deque([1, [2]], maxlen=3)
e = copy.deepcopy(d)
print(d == e, e.maxlen, d[1] is e[1], pickle.loads(pickle.dumps(d)), collections.deque([1]).__reduce__()[:3])
