from itertools import combinations, combinations_with_replacement, permutations, product

print(list(product("AB", [1, 2])), list(product([0, 1], repeat=3)), list(product()), list(product("A", [])), list(product("AB", repeat=0)))
print(list(permutations("ABC")), list(permutations("ABCD", 2)), list(permutations([1, 2], 3)), list(permutations([])), list(permutations("AB", 0)))
print(list(combinations("ABCD", 2)), list(combinations(range(4), 3)), list(combinations([1], 2)), list(combinations([], 0)))
print(list(combinations_with_replacement("ABC", 2)), list(combinations_with_replacement([], 2)), list(combinations_with_replacement([], 0)))
print(["".join(p) for p in product("ab", "cd", repeat=2)])


def factorial(n):
    return 1 if n < 2 else n * factorial(n - 1)


for n in range(6):
    for r in range(7):
        p, c = len(list(permutations(range(n), r))), len(list(combinations(range(n), r)))
        want = factorial(n) // factorial(n - r) if r <= n else 0
        assert p == want and c == want // factorial(r), (n, r, p, c)
        assert list(combinations(range(n), r)) == sorted(set(tuple(sorted(x)) for x in permutations(range(n), r)))
        cr = list(combinations_with_replacement(range(n), r))
        assert cr == [x for x in product(range(n), repeat=r) if list(x) == sorted(x)]
        assert list(permutations(range(n), r)) == [x for x in product(range(n), repeat=r) if len(set(x)) == r]
print("identities hold")
print(sum(1 for _ in permutations(range(7))), sum(1 for _ in product(range(10), repeat=4)), sum(1 for _ in combinations(range(12), 6)))
# Queens on a board of 6.
print([v for v in permutations(range(6)) if len({v[i] + i for i in range(6)}) == len({v[i] - i for i in range(6)}) == 6])
it = permutations("AB")
print(next(it), next(it), next(it, "end"), next(it, "end"))
for bad in (lambda: combinations("ab"), lambda: combinations("ab", -1), lambda: combinations("ab", "x"), lambda: combinations(5, 2),
            lambda: permutations("ab", -1), lambda: permutations("ab", 1.5), lambda: permutations(), lambda: product([1], repeat=-1),
            lambda: product([1], foo=2), lambda: product(5), lambda: product([1], repeat="a"), lambda: combinations_with_replacement("ab", -1),
            lambda: combinations("ab", 1, 2), lambda: combinations(iterable="ab", r=2).__next__(), lambda: permutations("ab", r=None).__next__()):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
