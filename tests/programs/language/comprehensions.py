# Comprehensions: nesting, conditions, scope, evaluation order.
print([x * x for x in range(5)], {x % 3 for x in range(9)}, {x: x**2 for x in range(3)}, tuple(x for x in "ab"))
print([(x, y) for x in range(3) if x for y in range(x) if y % 2 == 0])
print([[y for y in range(x)] for x in range(4)])
print([x for row in [[1, 2], [3], []] for x in row])
print([a + b for a, b in zip("ab", "cd")], [first for first, *_ in ["abc", "de"]])
x = "outer"
print([x for x in range(3)], x)


def scope():
    x = "function"
    items = [x for x in range(2)]
    return x, items, [(lambda: y)() for y in range(2)], [f() for f in [lambda: z for z in range(2)]]


print(scope())


class Body:
    n = 3
    values = [i for i in range(n)]
    try:
        nested = [n for _ in range(2)]
    except NameError as error:
        nested = str(error)


print(Body.values, Body.nested)
print([last := i for i in range(3)], last)


def running():
    total = 0
    return [total := total + v for v in [1, 2, 3]], total


print(running())


def trace(label, value):
    print(label, end=" ")
    return value


print({trace("k", k): trace("v", v) for k, v in [(1, 2), (3, 4)]})
print([trace("e", i) for i in trace("iter", [1, 2]) if trace("if", True)])
g = (trace("lazy", i) for i in trace("now", [1, 2]))
print("made")
print(list(g))
try:
    (i for i in 5)
except TypeError as error:
    print(error)
try:
    [i for i in range(3) if i / 0]
except ZeroDivisionError as error:
    print(error)
try:
    [undefined_thing for i in range(1)]
except NameError as error:
    print(error)


def uses_later():
    f = [lambda: later for _ in range(1)]
    later = "bound"
    return f[0]()


print(uses_later())
print([i for i in range(5) if i % 2 if i > 1], [i if i % 2 else -i for i in range(4)])
matrix = [[1, 2, 3], [4, 5, 6]]
print([[row[i] for row in matrix] for i in range(3)], list(zip(*matrix)))
print({**{k: v for k, v in zip("ab", (1, 2))}, "c": 3}, [*(i for i in range(3)), *[9]])
print([i for i in (lambda: [1, 2])()], [(i, j) for i in "ab" for j in i * 2])
print(sum(i for i in range(10)), dict((k, k * 2) for k in "ab"), set(c for c in "aab") == {"a", "b"})
print([*{i: i for i in "xy"}], [i for i in [j for j in range(3)]], [[[k for k in range(j)] for j in range(i)] for i in range(3)])


def with_locals(a):
    b = 10
    return [(a, b, c) for c in range(a) if b > c], {a: b for a in range(2)}, a


print(with_locals(2))
print([(yield_ := 1), yield_], [i for i in range(3) if (n := i) > 0], n)
