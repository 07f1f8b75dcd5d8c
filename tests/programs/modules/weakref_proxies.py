# Proxies pass everything on, and say so when there is nobody left.
import weakref


class Vector:
    def __init__(self, *items):
        self.items = list(items)

    def __repr__(self):
        return f"Vector{tuple(self.items)}"

    def __str__(self):
        return "<" + " ".join(map(str, self.items)) + ">"

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]

    def __setitem__(self, i, v):
        self.items[i] = v

    def __delitem__(self, i):
        del self.items[i]

    def __contains__(self, v):
        return v in self.items

    def __iter__(self):
        return iter(self.items)

    def __reversed__(self):
        return reversed(self.items)

    def __add__(self, other):
        return Vector(*self.items, *other)

    def __radd__(self, other):
        return Vector(*other, *self.items)

    def __iadd__(self, other):
        self.items.extend(other)
        return self

    def __neg__(self):
        return Vector(*(-x for x in self.items))

    def __eq__(self, other):
        return list(self) == list(other)

    def __lt__(self, other):
        return list(self) < list(other)

    def __bool__(self):
        return bool(self.items)

    def __index__(self):
        return len(self.items)

    def __bytes__(self):
        return bytes(self.items)


v = Vector(1, 2, 3)
p = weakref.proxy(v)
print(type(p).__name__, p, str(p), len(p), p[0], p[1:], 2 in p, 9 in p, list(p), list(reversed(p)), bool(p), bytes(p))
print(repr(p + [4]), repr([0] + p), repr(p + p), repr(-p), p == v, v == p, p == p, p != [1], p < [2], v < Vector(2), "abcdef"[p], isinstance(p, Vector))
p[0] = 10
p.name = "it"
del p[2]
print(v.items, v.name, hasattr(p, "nope"), p.items is v.items, vars(v).keys() == p.__dict__.keys(), p.__class__ is Vector)
p.items.append(5)
q = p
q += [7]
print(q, q is v, v.items)
for call in (lambda: hash(p), lambda: p.nope, lambda: next(p), lambda: p(), lambda: p @ 1, lambda: weakref.proxy(1), lambda: weakref.proxy(), lambda: {p: 1}):
    try:
        print(call())
    except (TypeError, AttributeError) as e:
        print(type(e).__name__, str(e).replace("<" + "class", "<class"))


class Counter:
    count = 0

    def __call__(self, *args, **kwargs):
        self.count += 1
        return args, kwargs

    def __next__(self):
        self.count += 1
        return self.count

    def __iter__(self):
        return self


c = Counter()
r = weakref.proxy(c, lambda ref: print("gone"))
print(type(r).__name__, r(1, x=2), next(r), c.count, callable(r), callable(p), [x for x, _ in zip(r, range(2))])
print(weakref.ProxyType.__name__, weakref.CallableProxyType.__name__, weakref.ProxyTypes == (weakref.ProxyType, weakref.CallableProxyType) if hasattr(weakref, "ProxyTypes") else True)
del c
del v, q
for call in (lambda: r(), lambda: p.items, lambda: len(p), lambda: str(p), lambda: p + 1, lambda: bool(p), lambda: next(r), lambda: p == 1, lambda: setattr(p, "x", 1)):
    try:
        print(call())
    except ReferenceError as e:
        print(type(e).__name__, e)
print("dead" in repr(p))
