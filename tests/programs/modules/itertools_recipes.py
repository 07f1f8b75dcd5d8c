import operator
from collections import deque
from itertools import (accumulate, chain, combinations, compress, count, cycle, filterfalse, groupby, islice, pairwise, permutations, product, repeat, starmap, takewhile,
                       tee, zip_longest)


def take(n, iterable):
    return list(islice(iterable, n))


def nth(iterable, n, default=None):
    return next(islice(iterable, n, None), default)


def all_equal(iterable):
    g = groupby(iterable)
    return next(g, True) and not next(g, False)


def quantify(iterable, predicate=bool):
    return sum(map(predicate, iterable))


def sliding_window(iterable, n):
    it = iter(iterable)
    window = deque(islice(it, n - 1), maxlen=n)
    for x in it:
        window.append(x)
        yield tuple(window)


def grouper(iterable, n, fill=None):
    return zip_longest(*[iter(iterable)] * n, fillvalue=fill)


def roundrobin(*iterables):
    nexts = cycle(iter(it).__next__ for it in iterables)
    left = len(iterables)
    while left:
        try:
            for n in nexts:
                yield n()
        except StopIteration:
            left -= 1
            nexts = cycle(islice(nexts, left))


def partition(predicate, iterable):
    a, b = tee(iterable)
    return list(filterfalse(predicate, a)), list(filter(predicate, b))


def powerset(iterable):
    s = list(iterable)
    return chain.from_iterable(combinations(s, r) for r in range(len(s) + 1))


def sieve(n):
    data = bytearray((0, 1)) * (n // 2)
    for p in range(3, int(n ** 0.5) + 1, 2):
        if data[p]:
            data[p * p::p + p] = bytes(len(range(p * p, n, p + p)))
    return chain((2,), compress(count(), data)) if n > 2 else iter([])


def convolve(signal, kernel):
    kernel = tuple(kernel)[::-1]
    n = len(kernel)
    padded = chain(repeat(0, n - 1), signal, repeat(0, n - 1))
    for window in sliding_window(padded, n):
        yield sum(map(operator.mul, kernel, window))


print(take(3, count(5)), nth("abcdef", 3), nth("ab", 9, "none"), all_equal("aaa"), all_equal("aab"), all_equal(""), quantify([1, 0, 2]))
print(list(sliding_window("ABCDE", 3)), list(grouper("ABCDEFG", 3, "x")), list(roundrobin("ABC", "D", "EF")))
print(partition(lambda x: x % 2, range(8)), list(powerset("abc")))
print(list(sieve(50)), list(convolve([1, 2, 3], [0, 1, 0.5])))
print(list(starmap(operator.mul, zip(range(5), count(10)))), sum(starmap(pow, product([2, 3], repeat=2))))
print([(k, len(list(g))) for k, g in groupby(sorted("hello world"))])
print(list(accumulate(repeat(100, 5), lambda bal, _: bal * 1.5)), [b - a for a, b in pairwise([1, 4, 9, 16])])
print("".join(takewhile(str.isdigit, "123abc")), len(set(permutations("aab"))))
triangle = [[1]]
for _ in range(5):
    triangle.append([a + b for a, b in pairwise(chain([0], triangle[-1], [0]))])
print(triangle)
