from collections import deque

d = deque("abcd")
print(list(d), list(reversed(d)), [*d], tuple(d))
it = iter(d)
print(next(it), it.__length_hint__())
print(list(it), list(it))

for change in (lambda d: d.append(1), lambda d: d.popleft(), lambda d: d.rotate(1), lambda d: d.clear(), lambda d: d.remove("c")):
    d = deque("abcd")
    try:
        for x in d:
            change(d)
        print("no error", d)
    except RuntimeError as e:
        print(e, d)

# An item may be replaced while iterating.
d = deque([1, 2, 3])
for i, x in enumerate(d):
    d[i] = x * 10
print(d)


class Nasty:
    def __init__(self, d):
        self.d = d

    def __eq__(self, other):
        self.d.append("more")
        return False


for search in ("index", "count", "remove", "__contains__"):
    d = deque()
    d.extend([Nasty(d), 2, 3])
    try:
        print(getattr(d, search)(99))
    except (RuntimeError, IndexError) as e:
        print(search, type(e).__name__, e)

queue = deque([(0, 0)])
seen = {(0, 0)}
order = []
while queue:
    x, y = queue.popleft()
    order.append((x, y))
    for nx, ny in ((x + 1, y), (x, y + 1)):
        if nx < 3 and ny < 3 and (nx, ny) not in seen:
            seen.add((nx, ny))
            queue.append((nx, ny))
print(order)
d = deque(range(5))
a, *rest = d
print(a, rest)
match d:
    case [first, *_, last]:
        print("matched", first, last)
big = deque()
for i in range(1000):
    big.append(i)
    if i % 3 == 0:
        big.popleft()
print(len(big), big[0], big[len(big) // 2], sum(big))
print(list(map(big.__getitem__, range(-3, 3))))
