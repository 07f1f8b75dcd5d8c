from collections import Counter, OrderedDict, defaultdict, deque, namedtuple


class History(deque):
    """A deque that counts what was dropped."""

    def __init__(self, items=(), size=3):
        super().__init__(maxlen=size)
        self.dropped = 0
        for x in items:
            self.append(x)

    def append(self, x):
        if len(self) == self.maxlen:
            self.dropped += 1
        super().append(x)

    def __repr__(self):
        return f"History({list(self)}, dropped={self.dropped})"


h = History("abcde")
print(h, h.dropped, len(h), h[0], list(reversed(h)), h == deque("cde"), isinstance(h, deque))


class Graph(defaultdict):
    def __init__(self):
        super().__init__(set)

    def connect(self, a, b):
        self[a].add(b)
        self[b].add(a)


g = Graph()
g.connect(1, 2)
g.connect(2, 3)
print(sorted((k, sorted(v)) for k, v in g.items()), repr(g).startswith("Graph(<class 'set'>, {"))


class Limited(OrderedDict):
    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        while len(self) > 2:
            self.popitem(last=False)


d = Limited(a=1)
d["b"] = 2
d["c"] = 3
print(d, list(d.items()))


class Votes(Counter):
    @property
    def winner(self):
        return self.most_common(1)[0][0]

    def __missing__(self, key):
        return -1


v = Votes("aabbb")
print(v.winner, v["x"], v)


class Money(namedtuple("Money", "amount currency", defaults=["EUR"])):
    def __new__(cls, amount, *args):
        return super().__new__(cls, round(amount, 2), *args)

    def __str__(self):
        return f"{self.amount:.2f} {self.currency}"

    def __lt__(self, other):
        return self.amount < other.amount


m = Money(10.456)
print(m, repr(m), sorted([Money(3), Money(1, "USD")]), m._replace(currency="CHF"), m._asdict())
Tree = namedtuple("Tree", "value left right", defaults=(None, None))


def insert(t, v):
    if t is None:
        return Tree(v)
    if v < t.value:
        return t._replace(left=insert(t.left, v))
    return t._replace(right=insert(t.right, v))


def walk(t):
    if t:
        yield from walk(t.left)
        yield t.value
        yield from walk(t.right)


t = None
for x in [5, 2, 8, 1, 9, 3]:
    t = insert(t, x)
print(list(walk(t)), t.left)
