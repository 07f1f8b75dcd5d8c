from collections import defaultdict

d = defaultdict(list)
for k, v in [("yellow", 1), ("blue", 2), ("yellow", 3), ("blue", 4), ("red", 1)]:
    d[k].append(v)
print(d, sorted(d.items()), d.default_factory is list)
n = defaultdict(int)
for c in "mississippi":
    n[c] += 1
print(dict(n), n["new"], "new" in n, n.get("absent"), len(n))
print(defaultdict(None, {"a": 1}), defaultdict(int), defaultdict(int, [(1, 2)], x=3), defaultdict())
try:
    defaultdict()["k"]
except KeyError as e:
    print("KeyError", e, e.args)
tree = lambda: defaultdict(tree)
t = tree()
t["a"]["b"]["c"] = 1
print(t["a"]["b"]["c"], list(t), list(t["a"]))
d2 = d.copy()
d2["green"]
print("green" in d, "green" in d2, type(d2).__name__, d2.default_factory is list)
n.default_factory = lambda: 99
print(n["fresh"], n.__missing__("direct"), n["direct"])
n.default_factory = None
try:
    n["more"]
except KeyError as e:
    print("KeyError", e)
print(defaultdict(int, a=1) | {"b": 2}, {"b": 2} | defaultdict(int, a=1), type({} | defaultdict(int)).__name__)
d = defaultdict(int, a=1)
d |= {"c": 3}
print(d, d == {"a": 1, "c": 3}, d.pop("a"), d.setdefault("s", 5), d)
print(isinstance(d, dict), issubclass(defaultdict, dict), defaultdict)


class Keyed(dict):
    def __missing__(self, key):
        return f"<{key}>"


k = Keyed(a=1)
print(k["a"], k["b"], len(k), k.get("b"))
r = defaultdict(list)
r["self"] = r
print(r)


def failing():
    raise ValueError("factory")


f = defaultdict(failing)
try:
    f["x"]
except ValueError as e:
    print("ValueError", e, len(f))
for bad in (lambda: defaultdict(5), lambda: defaultdict(int, 5), lambda: defaultdict(int)[[]], lambda: defaultdict(int, {}, {})):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
