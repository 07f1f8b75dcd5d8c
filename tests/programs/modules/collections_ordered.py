from collections import OrderedDict

d = OrderedDict([("a", 1), ("b", 2), ("c", 3)])
d.move_to_end("a")
print(d, list(d))
d.move_to_end("c", last=False)
print(d, list(reversed(d)), d.popitem(), d.popitem(last=False), d)
print(OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), OrderedDict(a=1, b=2) == {"b": 2, "a": 1}, OrderedDict() == {}, OrderedDict(a=1) != OrderedDict(a=2))
d = OrderedDict.fromkeys("xyz", 0)
d["x"] = 9
del d["y"]
d["y"] = 1
print(d, len(d), "x" in d, d.get("q"), d.setdefault("n", 5), d.pop("x"), d)
print(d.copy(), type(d.copy()).__name__, d | {"k": 1}, {"k": 1} | d)
d |= {"m": 2}
d.update(z=7)
print(d, OrderedDict(), repr(OrderedDict({1: {2: 3}})))
for bad in (lambda: OrderedDict().popitem(), lambda: OrderedDict().popitem(last=False), lambda: d.move_to_end("nope"), lambda: d["nope"], lambda: d.pop("nope"),
            lambda: d.fromkeys(5)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)


class LRU:
    def __init__(self, size):
        self.size = size
        self.data = OrderedDict()

    def get(self, key):
        if key not in self.data:
            return None
        self.data.move_to_end(key)
        return self.data[key]

    def put(self, key, value):
        self.data[key] = value
        self.data.move_to_end(key)
        if len(self.data) > self.size:
            return self.data.popitem(last=False)


cache = LRU(2)
print(cache.put("a", 1), cache.put("b", 2), cache.get("a"), cache.put("c", 3), cache.get("b"), cache.data)
