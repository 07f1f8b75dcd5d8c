# Stars in calls: order, duplicates, mappings of any kind, generators, errors.
def show(*args, **kwargs):
    return args, kwargs


print(show(*[1, 2], 3, *(4,), *"ab", x=1, **{"y": 2}, z=3, **{"w": 4}))
print(show(*range(3), *{}, **{}), show(*(i for i in range(2))), show(**dict(a=1, b=2)))


class Mapping:
    def keys(self):
        print("keys", end=" ")
        return ["m1", "m2"]

    def __getitem__(self, key):
        print("get", key, end=" ")
        return key.upper()


print(show(**Mapping()))


def trace(x):
    print(x, end=" ")
    return x


print(show(trace(1), *trace([2]), k=trace(3), **trace({"m": 4})))


def f(a, b=0, /, c=0, *, d=0):
    return a, b, c, d


for call in (lambda: f(*[1, 2, 3], **{"d": 4}), lambda: f(*[1], *[2], c=3), lambda: f(**{"a": 1}), lambda: f(1, **{"c": 2}, c=3) if False else f(1, **{"c": 2}),
             lambda: f(*[1, 2, 3, 4]), lambda: f(1, 2, 3, c=4), lambda: f(1, **{"c": 1}, **{"c": 2}), lambda: f(1, d=1, **{"d": 2}), lambda: f(*None),
             lambda: f(**None), lambda: f(1, **{1: 2}), lambda: print(*5), lambda: f(1, *[2], e=5), lambda: show(*[1], **[2])):
    try:
        print(call())
    except TypeError as error:
        print(error)
many = show(*range(300), **{f"k{i}": i for i in range(300)})
print(len(many[0]), len(many[1]), many[0][299], many[1]["k299"])
print(max(*[3, 9, 2]), "{}-{b}".format(*["a"], **{"b": 1}), dict(**{"x": 1}, y=2), [*"ab"] + [*{1: 2}])


class Callable:
    def __call__(self, *args, **kwargs):
        return "called", args, kwargs

    def method(self, *args, key=None):
        return args, key


c = Callable()
print(c(*[1], **{"k": 2}), c.method(*"xy", **{"key": "v"}), Callable.method(c, *[1]))
args = [1]
print(show(*args, args.append(2)), args)
