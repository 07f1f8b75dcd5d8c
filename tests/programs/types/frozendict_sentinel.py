"""`frozendict` and `sentinel`."""

import copy

f = frozendict(a=1, b=2)
print(f, frozendict(), frozendict([("x", 1)], y=2), frozendict({1: 2}))
print(hash(f) == hash(frozendict(b=2, a=1)), f == {"a": 1, "b": 2}, {"b": 2, "a": 1} == f, f != frozendict(a=1))
print(f | {"c": 3}, {"c": 1} | f, type({"c": 1} | f).__name__, f.copy() is f, frozendict(f) is f)
print(list(f), list(reversed(f)), f["a"], f.get("z"), f.get("z", 0), "a" in f, len(f), list(f.items()), list(f.values()))
for code in ['f["x"]', 'f["a"] = 1', 'del f["a"]', "hash(frozendict(a=[]))", "frozendict(1, 2)", "f | 1", "f.update"]:
    try:
        exec(code)
    except Exception as e:
        print(code, type(e).__name__, e)
print({f: 1}[frozendict(b=2, a=1)], dict(f), {**f}, frozendict.fromkeys("ab", 0))
match f:
    case {"a": x, **rest}:
        print(x, rest)
MISSING = sentinel("MISSING")
OTHER = sentinel("OTHER", repr="<other>")
print(MISSING, repr(OTHER), MISSING.__name__, MISSING.__module__, MISSING == sentinel("MISSING"), bool(MISSING))
print(copy.copy(MISSING) is MISSING, copy.deepcopy([MISSING])[0] is MISSING, int | MISSING, MISSING | None)
for arguments in [(), (1,), ("a", "b")]:
    try:
        sentinel(*arguments)
    except TypeError as e:
        print(e)
