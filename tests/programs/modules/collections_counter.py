from collections import Counter

c = Counter("abracadabra")
print(c, c["a"], c["zzz"], "zzz" in c, len(c), sum(c.values()), c.total())
print(c.most_common(2), c.most_common(), c.most_common(0))
print(sorted(c.elements()), list(Counter(a=2, b=0, c=-1).elements()))
c.update("aaa")
c.update({"z": 5})
c.update(q=1)
c.subtract("ab")
c.subtract(z=10)
print(c)
del c["nothing"], c["z"]
print(c, c.copy() == c, Counter(), Counter([]), repr(Counter({"x": 1})))
a, b = Counter(x=3, y=1), Counter(x=1, y=2, z=4)
print(a + b, a - b, a & b, a | b, +Counter(p=1, n=-1), -Counter(p=1, n=-1))
a += b
print(a)
a -= Counter(x=10)
print(a)
a |= Counter(q=2)
a &= Counter(q=1, y=9)
print(a)
print(Counter(a=1) == Counter(a=1, b=0), Counter(a=1) != Counter(a=2), Counter(a=1) <= Counter(a=2, b=1), Counter(a=3) > Counter(a=2), Counter(a=1) < Counter(a=1),
      Counter(a=1) == {"a": 1})
words = "the quick brown fox jumps over the lazy dog the end".split()
print(Counter(words).most_common(1), Counter(map(len, words)), Counter(w[0] for w in words).most_common(3))
print(dict(Counter([1, 2, 2])), list(Counter("bbaa")), Counter([1, 1.0, True]))
c = Counter("aab")
c["a"] -= 5
print(c, c.most_common(), c.get("q"), c.get("q", 0), c.pop("a"), c.setdefault("n", 3), c)


class Loud(Counter):
    pass


print(Loud("aa"), type(Loud("a").copy()).__name__, type(Loud("a") + Loud("a")).__name__)
for bad in (lambda: Counter(5), lambda: Counter.fromkeys("ab"), lambda: Counter([[]]), lambda: Counter(1, 2), lambda: Counter("a") + {"a": 1},
            lambda: Counter("a") < {"a": 2}):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
