"""Parallel merge sort: the halves are sorted by threads."""
import threading


def merge(a, b):
    out = []
    i = j = 0
    while i < len(a) and j < len(b):
        if a[i] <= b[j]:
            out.append(a[i])
            i += 1
        else:
            out.append(b[j])
            j += 1
    return out + a[i:] + b[j:]


def sort(items, depth):
    if len(items) < 2:
        return items
    middle = len(items) // 2
    if depth == 0:
        return merge(sort(items[:middle], 0), sort(items[middle:], 0))
    left = []
    t = threading.Thread(target=lambda: left.extend(sort(items[:middle], depth - 1)))
    t.start()
    right = sort(items[middle:], depth - 1)
    t.join()
    return merge(left, right)


x = 1
items = []
for _ in range(1500):
    x = (x * 1103515245 + 12345) % 2147483648
    items.append(x % 10000)
result = sort(items, 3)
print(result == sorted(items), result[:5], result[-3:])
words = ["pear", "fig", "apple", "date", "cherry"] * 20
print(sort(words, 2)[::20])
