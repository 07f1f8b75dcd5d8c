"""What is shared after an assignment, a slice, a copy or a repetition."""
a = [1, [2, 3], {"k": [4]}]
b, c, d, e = a, a[:], a.copy(), list(a)
a.append(5)
a[1].append(6)
a[2]["k"].append(7)
print(a, b is a, c, d == c, e is c, c[1] is a[1], sep="\n")
grid = [[0] * 3] * 2
grid[0][0] = 1
proper = [[0] * 3 for _ in range(2)]
proper[0][0] = 1
print(grid, proper, grid[0] is grid[1])
def append_to(item, target=[]):
    target.append(item)
    return target
print(append_to(1), append_to(2), append_to(3, []), append_to.__defaults__)
x = y = []
x += [1]
x = x + [2]
print(x, y)
t = ([], 1)
try:
    t[0].append(1)
    t[0] += [2]
except TypeError as error:
    print(t, error)
s = {1, 2}
u = s
u |= {3}
f = frozenset(s)
g = f
g |= {4}
print(sorted(s), sorted(f), sorted(g), () == tuple([]))
d1 = {"a": [1]}
d2 = dict(d1)
d3 = {**d1}
d1["a"].append(2)
d1["b"] = 1
print(d1, d2, d3, d2["a"] is d3["a"])
functions = [lambda: i for i in range(3)]
bound = [lambda i=i: i for i in range(3)]
print([f() for f in functions], [f() for f in bound])
del a[0], d1["a"]
print(a, d1)
