"""Changing the size of a dict or set stops its iterators; replacing values does not."""
def grow(d):
    for key in d:
        d[key + "x"] = 1
def shrink(d):
    for key in d.keys():
        del d[key]
def replace(d):
    for key in d:
        d[key] += 1
    return d
def swap(d):
    for key, value in d.items():
        del d[key]
        d[key + "y"] = value
        if len(key) > 3:
            break
    return "done"
def grow_set(s):
    for item in s:
        s.add(item + 100)
def values(d):
    for value in d.values():
        d["new" + str(value)] = 1
for f, make in ((grow, lambda: {"a": 1, "b": 2}), (shrink, lambda: {"a": 1, "b": 2}), (replace, lambda: {"a": 1, "b": 2}), (swap, lambda: {"a": 1}), (grow_set, lambda: {1, 2, 3}), (values, lambda: {"a": 1})):
    try:
        print(f.__name__, f(make()))
    except RuntimeError as error:
        print(f.__name__, error)
d = {"a": 1, "b": 2}
it = iter(d)
print(next(it))
d["c"] = 3
for _ in range(2):
    try:
        print(next(it))
    except RuntimeError as error:
        print(error)
for key in list(d):
    if key != "b":
        del d[key]
print(d)
x = [1, 2, 3]
for item in x:
    if len(x) < 8:
        x.append(item * 10)
print(x)
