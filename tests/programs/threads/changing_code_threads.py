"""Threads call functions and methods that are given other code meanwhile, and share proxies and hashes."""

import threading
import weakref

def one(x):
    return x + 1

def two(x):
    a, b, c, d = x, x, x, x
    return sum((a, b, c, d)) - 3 * x + 1

def generator_one(n):
    yield from range(n)

def generator_two(n):
    i, a, b, c, d, e = 0, 1, 2, 3, 4, 5
    while i < n:
        yield i
        i += a

class C:
    def method(self, x):
        return x * 2

def other(self, x):
    y = x
    return y + y

def called(x):
    return one(x)

def counted(n):
    return sum(generator_one(n))

codes = [(one, one.__code__, two.__code__), (generator_one, generator_one.__code__, generator_two.__code__),
         (C.method, C.method.__code__, other.__code__)]
rounds = 300
start = threading.Barrier(5)
bad = []

def caller():
    start.wait()
    c = C()
    for i in range(rounds):
        if called(i) != i + 1 or counted(10) != 45 or c.method(i) != 2 * i:
            bad.append(i)

def changer():
    start.wait()
    for i in range(rounds):
        for f, a, b in codes:
            f.__code__ = b if i % 2 else a

threads = [threading.Thread(target=caller) for _ in range(3)] + [threading.Thread(target=changer) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(bad, called(1), counted(5), C().method(4))

class Target:
    def __init__(self, n):
        self.n = n

targets = [Target(i) for i in range(50)]
frozen = [frozendict(a=i, b=frozendict(c=i)) for i in range(50)]
start = threading.Barrier(4)
found = [None] * 4

def asker(k):
    start.wait()
    proxies = [weakref.proxy(t) for t in targets]
    found[k] = proxies, [hash(f) for f in frozen]

threads = [threading.Thread(target=asker, args=(k,)) for k in range(4)]
for t in threads: t.start()
for t in threads: t.join()
print(all(a is b for p, _ in found for a, b in zip(p, found[0][0])), all(h == found[0][1] for _, h in found))
print(sum(p.n for p in found[0][0]), weakref.getweakrefcount(targets[0]))
