# Assignment targets: stars, nesting, swaps, chained assignment, evaluation order, errors.
a, b = 1, 2
a, b = b, a
print(a, b)
first, *middle, last = range(5)
print(first, middle, last)
*init, tail = "abc"
head, *empty = [1]
(p, q), [r, *s] = (1, 2), (3, 4, 5)
print(init, tail, head, empty, p, q, r, s)
[x, y] = {"k1": 1, "k2": 2}
print(x, y)
x = y = z = []
z.append(1)
print(x, y is z)
i = 0
values = [0, 0, 0]
i, values[i] = 1, "second"
print(i, values)
values[0], values[1] = values[1], values[0]
print(values)


class Recorder:
    def __setattr__(self, name, value):
        print("set", name, value)


rec = Recorder()
rec.a = rec.b, *rec.c = "xyz"
rec.d, rec.e = 1, 2
(single,) = [5]
print(single)
() = []
[] = ()
for bad in ("1, 2 = 3", "two", "three", "few", "notiter", "stars"):
    try:
        match bad:
            case "two":
                a, b = [1]
            case "three":
                a, b, c = "abcd"
            case "few":
                a, *b, c = [1]
            case "notiter":
                a, b = 5
            case "stars":
                [*a] = None
            case _:
                a, b = {1: 1, 2: 2, 3: 3}
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)


def generator():
    for i in range(10):
        print("produced", i)
        yield i


try:
    a, b = generator()
except ValueError as error:
    print(error)
print([*range(3), *"ab"], (*[1], 2), {*[1, 1], 3}, {**{"a": 1}, "b": 2, **{"a": 3}})
print(*[1, 2], *"ab", sep="-")
t = 1, *[2, 3]
print(t)


def returns():
    return 1, *[2, 3]


def yields():
    yield 1, *[2, 3]


print(returns(), list(yields()))
for a, *b in [(1, 2, 3), "xy"]:
    print(a, b)
print([(a, b) for a, (b, *_) in [(1, (2, 3)), (4, "56")]])
a = b, c = 1, 2
print(a, b, c)
try:
    print({**[1]})
except TypeError as error:
    print(error)
try:
    print([*5])
except TypeError as error:
    print(error)
a, (b, (c, d)), *e = 1, (2, (3, 4)), 5
print(a, b, c, d, e)


def order():
    def f(x):
        print("f", x)
        return x

    d = {}
    d[f("k1")], d[f("k2")] = f("v1"), f("v2")
    d[f("key")] = f("value")
    d[f("key")] += f("more")
    return d


print(order())
big = list(range(20))
a, b, c, d, e, f, g, h, *mid, y, z = big
print(h, mid, y, z)
