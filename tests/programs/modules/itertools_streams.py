from itertools import (accumulate, batched, chain, compress, dropwhile, filterfalse, groupby, pairwise, starmap, takewhile, zip_longest)
import operator

print(list(accumulate([1, 2, 3, 4])), list(accumulate([3, 1, 4, 1, 5], max)), list(accumulate([1, 2, 3], initial=100)))
print(list(accumulate("abc")), list(accumulate([], initial=5)), list(accumulate([])), list(accumulate([1, 2, 3], operator.mul, initial=10)))
print(list(batched("ABCDEFG", 3)), list(batched([], 2)), list(batched([1, 2, 3, 4], 2, strict=True)))
print(list(chain("AB", [1, 2], (), {"k": 0})), list(chain()), list(chain.from_iterable(["AB", "CD"])), list(chain.from_iterable(zip("ab", "cd"))))
print(list(compress("ABCDEF", [1, 0, 1, 0, 1, 1])), list(compress("ABC", [1])), list(compress(data="AB", selectors=[0, 1])))
print(list(dropwhile(lambda x: x < 5, [1, 4, 6, 3, 8])), list(takewhile(lambda x: x < 5, [1, 4, 6, 3, 8])))
print(list(filterfalse(lambda x: x < 5, [1, 4, 6, 3, 8])), list(filterfalse(None, [0, 1, "", "a", [], None])), list(filterfalse(bool, [0, 1])))
print(list(starmap(pow, [(2, 5), (3, 2), [10, 3]])), list(starmap(lambda *a: a, [(), "xy", (1,)])))
print(list(pairwise("ABCD")), list(pairwise("A")), list(pairwise([])))
print(list(zip_longest("ABCD", "xy", fillvalue="-")), list(zip_longest("ab", range(3), [9])), list(zip_longest()), list(zip_longest([], [])))
print([(k, list(g)) for k, g in groupby("AAAABBBCCDAABBB")])
print([(k, [x for x in g]) for k, g in groupby(range(10), lambda x: x // 3)])
print([k for k, g in groupby("AABBA")], [len(list(g)) for k, g in groupby(sorted("mississippi"))])
words = sorted(["apple", "bob", "cat", "angle", "bat", "kiwi"], key=len)
for n, group in groupby(words, key=len):
    print(n, list(group))
g = groupby("AAB")
k1, first = next(g)
next(first)
k2, second = next(g)
print(k1, k2, list(first), list(second), list(g))
it = takewhile(str.isalpha, iter("ab1c"))
print(list(it), list(it))


def failing():
    yield 1
    raise ValueError("from the source")


for f in (lambda: list(accumulate([1, "a"])), lambda: list(batched([1, 2, 3], 2, strict=True)), lambda: list(chain([1], 5)),
          lambda: list(chain(failing(), [2])), lambda: list(starmap(pow, [5])), lambda: list(zip_longest(failing(), [1, 2])),
          lambda: list(map(len, pairwise(failing()))), lambda: list(takewhile(lambda x: 1 / 0, [1])), lambda: batched([], 0),
          lambda: batched([]), lambda: batched([], 1, True), lambda: accumulate(), lambda: accumulate(1), lambda: accumulate([], 1, 2),
          lambda: chain(x=1), lambda: chain.from_iterable(), lambda: compress([1]), lambda: dropwhile(1), lambda: zip_longest([], fill=1),
          lambda: groupby(), lambda: groupby([], 1, 2), lambda: groupby([], foo=1), lambda: pairwise(), lambda: starmap(1, 2),
          lambda: filterfalse(None)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(chain, type(chain()), accumulate.__name__, groupby.__module__, next(groupby("a"))[1].__class__)
