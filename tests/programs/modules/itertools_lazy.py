from itertools import accumulate, batched, chain, compress, count, cycle, dropwhile, islice, pairwise, starmap, takewhile, tee, zip_longest


class Source:
    """An iterator that tells how far it was read."""

    def __init__(self, n):
        self.n, self.read = n, 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.read >= self.n:
            raise StopIteration
        self.read += 1
        return self.read


def reads(make, taken, n=10):
    s = Source(n)
    it = make(s)
    before = s.read
    got = [x for _, x in zip(range(taken), it)]
    return before, got, s.read


print(reads(lambda s: islice(s, 2, 8, 2), 2), reads(lambda s: islice(s, 3), 5), reads(lambda s: islice(s, 4, 6), 9))
print(reads(lambda s: takewhile(lambda x: x < 4, s), 9), reads(lambda s: dropwhile(lambda x: x < 4, s), 2))
print(reads(lambda s: pairwise(s), 3), reads(lambda s: batched(s, 3), 2), reads(lambda s: accumulate(s), 4), reads(lambda s: cycle(s), 12, 3))
print(reads(lambda s: chain([7], s, [8]), 3), reads(lambda s: compress(s, [0, 1, 0, 1]), 9), reads(lambda s: tee(s)[0], 2))
print(reads(lambda s: zip_longest(s, [1]), 3), reads(lambda s: starmap(max, zip(s, count(5))), 2))
s = Source(5)
b = batched(s, 2)
print(next(b), s.read, list(b), next(b, "end"))
it = chain(Source(2), Source(1))
print(list(it), next(it, "end"), next(it, "end"))


class Broken:
    def __iter__(self):
        return 5


class Failing:
    def __iter__(self):
        raise OSError("no iterator")


class NextFails:
    n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n == 2:
            raise OSError("second")
        if self.n > 4:
            raise StopIteration
        return self.n


for make in (chain, cycle, pairwise, lambda x: islice(x, 3), accumulate, lambda x: zip_longest(x, [1, 2, 3])):
    for source in (Broken, Failing, NextFails):
        try:
            it = iter(make(source()))
            out = []
            for _ in range(6):
                try:
                    out.append(next(it))
                except OSError as e:
                    out.append(str(e))
            print(out)
        except (TypeError, OSError, StopIteration) as e:
            print(type(e).__name__, e, out if isinstance(e, StopIteration) else "")
