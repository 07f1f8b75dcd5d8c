from itertools import count, cycle, islice, repeat, takewhile
import sys

print(list(islice(count(), 5)), list(islice(count(10, -3), 5)), list(islice(count(0.5, 0.25), 4)))
print(count(), count(3), count(3, 2), count(1.5), count(1, 1.0), count(step=1), count(-2), count(2**70, 2))
c = count(sys.maxsize - 1)
print(next(c), next(c), next(c), c)
c = count(2**100, 2**99)
print(next(c), next(c))
print(list(islice(cycle("AB"), 7)), list(islice(cycle([]), 3)), list(islice(cycle(x * x for x in range(3)), 8)))
r = repeat("x", 3)
print(r, next(r), r, r.__length_hint__(), list(r), r, list(r))
print(repeat(7), list(repeat(1, 0)), list(repeat(1, -5)), repeat(object="o", times=2))
print(list(map(pow, range(5), repeat(2))))
print(list(zip(count(1), "abc")))
print(list(islice("ABCDEFG", 2)), list(islice("ABCDEFG", 2, 4)), list(islice("ABCDEFG", 2, None)), list(islice("ABCDEFG", 0, None, 2)))
it = iter(range(10))
print(list(islice(it, 3)), list(islice(it, 1, 3)), list(it))
it = iter(range(20))
print(list(islice(it, 2, 9, 3)), next(it))
print(list(islice(range(10), None)), list(islice(range(10), 5, 3)), list(islice([], 3)))
print(list(takewhile(lambda x: x < 20, (x * x for x in count()))))
for bad in (lambda: count("a"), lambda: count(1, "a"), lambda: count(1, 2, 3), lambda: cycle(1), lambda: cycle(), lambda: repeat(),
            lambda: repeat(1, "a"), lambda: repeat(1, times=2.5), lambda: islice([1], -1), lambda: islice([1], 1, -1),
            lambda: islice([1], -1, 1), lambda: islice([1], 0, 1, 0), lambda: islice([1], "a"), lambda: islice([1]), lambda: islice(1, 2),
            lambda: repeat(1).__length_hint__(), lambda: islice([1], 1, 2, 3, 4), lambda: cycle([1], x=1), lambda: count(x=1)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
