"""Unpacking of every kind of iterable, and what happens when the count is wrong."""
a, b = "xy"
(c, d), [e, *f] = (1, 2), range(4)
*g, h = {"k": 1, "l": 2}
first, *middle, last = b"abcd"
print(a, b, c, d, e, f, g, h, first, middle, last)
def numbers():
    yield from (1, 2, 3)
x, y, z = numbers()
print(x, y, z, [*numbers(), *"ab"], (*numbers(),), {*numbers()}, {**{"a": 1}, "b": 2, **{"a": 3}}, max(*numbers()), dict(**{"q": 1}))
for i, (k, v) in enumerate({"a": 1, "b": 2}.items()):
    print(i, k, v)
def f(*args, **kwargs):
    return args, kwargs
print(f(*[1, 2], *(3,), k=1, **{"m": 2}), f(*"ab", **{}))
def short():
    a, b, c = [1, 2]
def long():
    a, b = range(5)
def starred():
    a, *b, c, d = "xy"
def no_iter():
    a, b = 5
def none():
    a, = None
def big_dict():
    a, b = {"x": 1, "y": 2, "z": 3}
def generator():
    a, b = numbers()
def endless():
    a, b = iter(int, 1)
for action in (short, long, starred, no_iter, none, big_dict, generator, endless, lambda: [*5], lambda: {*1.5}, lambda: {**[1]}, lambda: f(*5), lambda: f(**{1: 2}), lambda: f(k=1, **{"k": 2})):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
