"""map, filter, zip, enumerate, reversed, iter, next, sorted, all, any, sum."""
print(list(map(str, range(3))), list(map(pow, (2, 3), (3, 2, 9))), list(filter(None, [0, 1, "", "a"])), list(filter(lambda x: x > 1, [1, 2, 3])))
print(list(zip("ab", [1, 2, 3])), list(zip()), list(zip("ab", "cd", strict=True)), dict(zip("ab", range(2))), list(enumerate("ab", 5)), list(enumerate("ab", start=-1)), list(reversed("abc")))
print(list(iter(lambda it=iter([1, 2, 0, 3]): next(it), 0)), next(iter([]), "default"), all([]), any([]), all([1, 0]), any([0, "x"]), sum([1, 2.5]), sum([[1], [2]], []), sum((), 5), sum(x for x in range(5)))
print(max(3, 1, 2), max([1, 5, 3], key=lambda x: -x), min("hello"), max([], default=0), min([3], default=None), max("a", "bb", key=len), max([[1], [2]]), min(1.5, 1, True))
it = iter([1, 2, 3, 4, 5])
print(list(zip(it, it)), list(it), [*map(lambda a, b: a + b, [1, 2], [10, 20])])
class Countdown:
    def __init__(self, n):
        self.n = n
    def __iter__(self):
        return self
    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n
class Sequence:
    def __getitem__(self, i):
        if i >= 3:
            raise IndexError
        return i * 10
    def __len__(self):
        return 3
print(list(Countdown(3)), list(Sequence()), list(reversed(Sequence())), 20 in Sequence(), sorted(Countdown(4)), max(Countdown(4)), tuple(Countdown(2)), [*Sequence()])
for action in (lambda: list(zip("ab", "c", strict=True)), lambda: list(zip("a", "bc", strict=True)), lambda: max([]), lambda: max(), lambda: max(1), lambda: max(1, 2, default=0), lambda: next(iter([])), lambda: next([]), lambda: iter(5), lambda: iter(5, 1), lambda: sum(["a"]), lambda: sum(["a"], ""), lambda: list(map(None, [1])), lambda: map(len), lambda: enumerate(), lambda: list(enumerate("a", "b")), lambda: reversed(5), lambda: reversed({1}), lambda: all(5), lambda: min(1, "a"), lambda: zip(5), lambda: filter(None), lambda: list(map(lambda x: x, 5))):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
