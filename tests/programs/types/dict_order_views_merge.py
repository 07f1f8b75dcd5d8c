"""Dicts keep insertion order; views follow; merges and updates."""
d = {"b": 1, "a": 2, "c": 3}
d["a"] = 20
del d["b"]
d["b"] = 4
print(d, list(d), list(d.values()), list(d.items()), list(reversed(d)), list(reversed(d.items())), len(d))
keys, values, items = d.keys(), d.values(), d.items()
d["z"] = 5
print(keys, values, items, len(keys), "z" in keys, ("z", 5) in items, 5 in values, keys & {"a", "q"}, sorted(keys | {"q"}), sorted(keys - {"a"}), keys ^ {"a", "q"} == {"b", "c", "z", "q"})
print(keys == {"a", "b", "c", "z"}, keys.isdisjoint({"q"}), keys.mapping["a"], items - {("a", 20)} == {("b", 4), ("c", 3), ("z", 5)}, keys > {"a"})
print({"x": 1} | {"x": 2, "y": 3}, {**d, "a": 0}, dict(a=1, b=2), dict([("k", "v")], k2=2), dict(d) == d, dict.fromkeys("ab", 0), dict(zip("ab", (1, 2))))
d |= {"m": 6}
d.update([("n", 7)], o=8)
print(d, d.get("q"), d.get("q", 0), d.setdefault("p", []), d.setdefault("a", 9), d.pop("p"), d.pop("nope", None), d.popitem(), d)
print({1: "a", 1.0: "b", True: "c"}, {i: i * i for i in range(4)}, d == dict(reversed(d.items())), {} == {}, {"a": 1} != {"a": 2})
copy = d.copy()
copy["new"] = 1
print("new" in d, sorted(d), min(d), sum({1: 2, 3: 4}), any({0: 1}), list(map(str, {1: 2})), repr({"k": {"n": [1]}}))
for action in (lambda: d["nope"], lambda: d.pop("nope"), lambda: {}.popitem(), lambda: d[[]], lambda: dict([1]), lambda: dict(["abc"]), lambda: dict(5), lambda: {} < {}, lambda: {} + {}, lambda: {} | [], lambda: d.update(5), lambda: hash(d), lambda: d.fromkeys(1), lambda: d.get(), lambda: {[]: 1}, lambda: d.__delitem__("q"), lambda: dict.fromkeys([[]])):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
