# A short list is sorted by the same comparisons, in the same order, and so the same pair of types is refused. Keys are asked for in the list's order.
compared = []


class Item:
    def __init__(self, key, place):
        self.key, self.place = key, place

    def __lt__(self, other):
        compared.append((self.place, other.place))
        return self.key < other.key


seed = 7


def random(n):
    global seed
    seed = (seed * 1103515245 + 12345) % 2**31
    return (seed >> 8) % n


for n in [*range(30), 40, 62, 63]:
    for values in (3, 10, 100):
        compared.clear()
        items = [Item(random(values), i) for i in range(n)]
        print(n, values, [i.place for i in sorted(items)] == sorted(range(n), key=lambda i: (items[i].key, i)), len(compared), compared[:9], compared[-3:])
for name, keys in (("equal", [1] * 9), ("falling", [5, 4, 4, 3, 3, 3, 2, 1, 1]), ("rising", [1, 1, 2, 3, 3]), ("equal then falling", [4, 4, 4, 3, 2, 2, 5, 6]), ("turns", [3, 2, 1, 1, 4, 0])):
    for reverse in (False, True):
        compared.clear()
        print(name, reverse, [i.place for i in sorted((Item(k, i) for i, k in enumerate(keys)), reverse=reverse)], compared)

pool = [1, 2.5, "a", b"x", None, (1,), [2], 3j, True, -4, "b", b"y", (0,), {}]
for i in range(200):
    items = [pool[random(len(pool))] for _ in range(2 + random(12))]
    for reverse in (False, True):
        try:
            print(i, sorted(items, reverse=reverse))
        except TypeError as e:
            print(i, e)


def key(v):
    print("key", v, end=" ")
    return int(v)


for text in ("3142", "31x2y"):
    for reverse in (False, True):
        try:
            print(sorted(text, key=key, reverse=reverse))
        except ValueError as e:
            print(e)

# A long one is sorted too, and what failed has lost nothing.
for n in (64, 65, 100, 127, 128, 700):
    items = [Item(random(n), i) for i in range(n)]
    print(n, [i.place for i in sorted(items)] == sorted(range(n), key=lambda i: (items[i].key, i)))
    mixed = [*range(n), "x", *range(n)]
    try:
        mixed.sort()
    except TypeError as e:
        print(e, len(mixed), mixed.count("x"))
