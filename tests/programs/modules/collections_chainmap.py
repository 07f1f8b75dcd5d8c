from collections import ChainMap, UserDict, UserList, UserString

base = {"a": 1, "b": 2}
over = {"b": 20, "c": 30}
m = ChainMap(over, base)
print(m, m["a"], m["b"], len(m), list(m), "c" in m, m.get("z"), m.get("z", 0), dict(m))
m["a"] = 100
del m["c"]
print(over, base, m.maps, m.parents, m.new_child({"q": 1}), m.new_child())
print(m.pop("a"), m["a"], sorted(m.items()), sorted(m.values()), m == {"a": 1, "b": 20}, bool(ChainMap()), bool(m))
for bad in (lambda: m["zz"], lambda: m.__delitem__("a"), lambda: m.pop("a"), lambda: ChainMap({}).popitem()):
    try:
        print(bad())
    except KeyError as e:
        print("KeyError", e)
m.update(x=1)
print(m.setdefault("x", 5), m.setdefault("y", 6), over, m.copy().maps[0] is over, m | {"n": 1})
m.clear()
print(over, list(m), m.new_child(k=1)["k"])


class Upper(UserDict):
    def __setitem__(self, key, value):
        super().__setitem__(key.upper(), value)


u = Upper(a=1, b=2)
u["c"] = 3
u.update({"d": 4})
print(u, len(u), "A" in u, u["C"], sorted(u.keys()), u.get("zz"), u.pop("A"), u.data, u == {"B": 2, "C": 3, "D": 4}, u.setdefault("E", 1), u.copy())


class Doubling(UserList):
    def append(self, item):
        super().append(item * 2)


li = Doubling([1, 2])
li.append(5)
li += [7]
print(li, li[0], li[1:], len(li), 10 in li, li + [1], li * 2, li == [1, 2, 10, 7], type(li[:1]).__name__, li.index(10), sorted(li, reverse=True))
li.sort(reverse=True)
print(li, li.pop(), li.count(2), [*li], li < [99])
s = UserString("hello")
print(s, s.upper(), s + " world", len(s), s == "hello", s[1], "ell" in s, repr(s), s.split("l"), type(s.upper()).__name__, hash(s) == hash("hello"))
