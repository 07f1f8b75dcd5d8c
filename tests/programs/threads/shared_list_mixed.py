"""Insertions, deletions, slices, sorting, reversing and reading one list at once: no item is ever broken."""
import threading

items = []
bad = []


def check(item):
    if len(item) != 2 or item[0] != item[1]:
        bad.append(item)


def work(seed):
    x = seed
    for _ in range(500):
        x = (x * 1103515245 + 12345) % 2147483648
        what = (x >> 16) % 9
        try:
            if what == 0:
                items.append((x, x))
            elif what == 1:
                items.insert(x % 7, (x, x))
            elif what == 2:
                check(items.pop(x % 5))
            elif what == 3:
                items[1:3] = [(x, x), (1, 1), (2, 2)]
            elif what == 4:
                items.reverse()
            elif what == 5:
                items.sort()
            elif what == 6:
                for item in items:
                    check(item)
            elif what == 7:
                for item in items[2:20]:
                    check(item)
            else:
                check(items[x % 11])
                del items[x % 3]
        except IndexError:
            pass
        except ValueError as e:
            # Another thread changed the list while it was being sorted.
            if "modified during sort" not in str(e):
                raise
        if len(items) > 200:
            items.clear()


threads = [threading.Thread(target=work, args=(s,)) for s in range(1, 5)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(bad)
print(all(a == b for a, b in items))
