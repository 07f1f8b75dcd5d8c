# The iteration protocol: classes with __iter__/__next__, __getitem__, iter(callable, sentinel), exhaustion, independence.
class Count:
    def __init__(self, stop):
        self.stop, self.now = stop, 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.now >= self.stop:
            raise StopIteration("done")
        self.now += 1
        return self.now


c = Count(3)
print(list(c), list(c), sum(Count(4)), [*Count(2)], max(Count(5)), 3 in Count(5), sorted(Count(3), reverse=True))
a, b, *rest = Count(5)
print(a, b, rest)


class Sequence:
    def __init__(self, data):
        self.data = data

    def __getitem__(self, index):
        return self.data[index]


print(list(Sequence("abc")), "b" in Sequence("abc"), [x for x in Sequence([1, 2])], tuple(Sequence((5,))))
values = iter([1, 2, 3, "stop", 4])
print(list(iter(lambda: next(values), "stop")), next(values))
it = iter([1])
print(next(it), next(it, "default"), next(it, None))
try:
    next(it)
except StopIteration as error:
    print(repr(error), error.value)
it = Count(1)
next(it)
try:
    next(it)
except StopIteration as error:
    print(repr(error), error.value)
first, second = iter("ab"), iter("ab")
print(next(first), next(second), next(first), list(first), list(second))
print(list(zip(Count(3), "ab")), list(map(lambda x, y: x + y, Count(3), Count(2))), list(enumerate("ab", 1)), list(filter(None, [0, 1, "", "x"])))
print(list(zip(*[iter(range(6))] * 2)), list(reversed([1, 2])), dict(zip("ab", Count(2))), any(Count(0)), all(Count(0)))
d = {"a": 1, "b": 2}
print(list(d), list(d.items()), [k + str(v) for k, v in d.items()], list(reversed(d)))


class Broken:
    def __iter__(self):
        return self

    def __next__(self):
        raise ValueError("in next")


for action in (lambda: list(Broken()), lambda: iter(5), lambda: next(5), lambda: iter(3, 4), lambda: list(zip([1], [1, 2], strict=True)), lambda: next([1]),
               lambda: [x for x in None], lambda: sum(["a"]), lambda: dict([1]), lambda: dict([(1, 2, 3)]), lambda: set([[]])):
    try:
        print(action())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)


class Node:
    def __init__(self, value, *children):
        self.value, self.children = value, children

    def __iter__(self):
        yield self.value
        for child in self.children:
            yield from child


print(list(Node(1, Node(2, Node(3)), Node(4))))


class Hint:
    def __iter__(self):
        return iter((1, 2))

    def __len__(self):
        return 10


print(list(Hint()), len(Hint()), bool(Hint()), tuple(Hint()), iter([]).__length_hint__(), iter(range(5)).__length_hint__())
