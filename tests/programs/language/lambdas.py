# Lambdas: every kind of parameter, closures, nesting, recursion, defaults.
add = lambda a, b=2, *rest, c, d=4, **more: (a, b, rest, c, d, more)
print(add(1, c=3), add(1, 2, 3, 4, c=5, e=6))
print((lambda: None)(), (lambda x, /, y: x - y)(5, y=3), (lambda *a: a)(1, 2), (lambda **k: k)(z=1))
compose = lambda *fs: (lambda x: (compose(*fs[:-1])(fs[-1](x)) if fs else x))
print(compose(lambda x: x + 1, lambda x: x * 2)(5))
fact = lambda n: 1 if n < 2 else n * fact(n - 1)
print(fact(20), (lambda f, n: f(f, n))(lambda self, n: n and n + self(self, n - 1), 10))
print(sorted(["bb", "a", "ccc"], key=lambda s: -len(s)), max([(1, "b"), (2, "a")], key=lambda p: p[1]))
print([f(3) for f in [lambda x, n=n: x**n for n in range(4)]])
pick = lambda cond: (lambda: "yes") if cond else (lambda: "no")
print(pick(1)(), pick(0)(), (lambda x: lambda y: lambda z: x + y + z)(1)(2)(3))
print((lambda x: (y := x + 1) * y)(2), (lambda: (yield))().send(None))
print((lambda: 1).__name__, (lambda: 1).__qualname__, (lambda a, b=1: 0).__defaults__)


class Shape:
    area = lambda self: self.w * self.h
    scale = staticmethod(lambda x: x * 10)

    def __init__(self, w, h):
        self.w, self.h = w, h


print(Shape(2, 3).area(), Shape.scale(4), Shape.area.__qualname__)
table = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b}
print({op: f(7, 3) for op, f in table.items()})
print(list(map(lambda p: p[0] * p[1], zip([1, 2, 3], [4, 5, 6]))), list(filter(lambda n: n % 2, range(7))))
try:
    (lambda a: a)()
except TypeError as error:
    print(error)
# Where a lambda or a generator was made is in its name; comprehensions are not, and generator expressions only by their own.
def where(x):
    print(x.__qualname__, end=" ")
    return x
class Place:
    for x in (lambda: x for x in "a"):
        where(x)
    for x in [lambda: x for x in "a"] + list([lambda: x for x in "a"] for y in "b")[0] + [x for x in [(lambda: z for z in "c")]]:
        where(x)
    def method(self):
        where(lambda: 0)
        where(next(lambda: x for x in "a"))
        where(next((z for z in "c") for x in "a"))
        where([(z for z in "c") for x in "a"][0])
        where(next([lambda: x for x in "a"] for y in "b")[0])
        where(where(next(lambda: (lambda: 1) for x in "a"))())
        where([lambda: x for x in "a"][0])
        where({1: lambda: x for x in "a"}[1])
Place().method()
where(next((z for z in "c") for x in "a"))
where([(z for z in "c") for x in "a"][0])
where(next(lambda: x for x in "a"))
where((lambda: (z for z in "a"))())
print()
