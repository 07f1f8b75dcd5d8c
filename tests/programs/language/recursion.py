# Deep recursion is an error that a program can catch and go on from.
import sys


def down(n):
    return down(n + 1)


for _ in range(2):
    try:
        down(0)
    except RecursionError as error:
        print(type(error).__name__, error)


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


print(depth(500), sys.getrecursionlimit())


class Chain:
    def __init__(self, n):
        self.next = Chain(n - 1) if n else None

    def __eq__(self, other):
        return self.next == other.next

    def __repr__(self):
        return f"C{self.next!r}"


print(Chain(50) == Chain(50), len(repr(Chain(50))))


class Endless:
    def __getattr__(self, name):
        return getattr(self, name + "x")

    def __repr__(self):
        return repr(self)

    def __eq__(self, other):
        return self == other

    def __hash__(self):
        return hash(self)

    def __str__(self):
        return str(self)

    def __iter__(self):
        return iter(self)

    def __len__(self):
        return len(self)

    def __call__(self):
        return self()

    def __add__(self, other):
        return self + other

    def __contains__(self, x):
        return x in self

    def __getitem__(self, i):
        return self[i]

    def __lt__(self, other):
        return self < other


e = Endless()
for action in (lambda: e.a, lambda: repr(e), lambda: e == 1, lambda: hash(e), lambda: str(e), lambda: iter(e), lambda: len(e), lambda: e(), lambda: e + 1,
               lambda: 1 in e, lambda: e[0], lambda: e < 1, lambda: f"{e}", lambda: sorted([e, e]), lambda: {e: 1}, lambda: [e] == [5], lambda: max([1, 2], key=lambda x: e())):
    try:
        action()
        print("no error")
    except RecursionError:
        print("RecursionError", end=" ")
print()
nested = []
for _ in range(100000):
    nested = [nested]
try:
    repr(nested)
except RecursionError as error:
    print(type(error).__name__)
del nested


def generators(n):
    if n:
        yield from generators(n - 1)
    yield n


print(sum(generators(100)))
try:
    list(generators(100000))
except RecursionError as error:
    print(error)
own = []
own.append(own)
d = {}
d["me"] = d
print(own, d)
try:
    own == [own]
except RecursionError as error:
    print(error)
old = sys.getrecursionlimit()
sys.setrecursionlimit(5000)
print(depth(3000))
sys.setrecursionlimit(old)
try:
    depth(3000)
except RecursionError:
    print("limit is back")
for bad in (0, -5, "x"):
    try:
        sys.setrecursionlimit(bad)
    except (ValueError, TypeError) as error:
        print(error)
