"""Lists sorted by threads: own lists by a shared key function, and a shared list that another thread reads."""
import threading

data = [(i * 7919) % 1009 for i in range(800)]
shared = list(data)
stop = threading.Event()
bad = []


def key(x):
    return -x


def sort_own(out):
    mine = list(data)
    for _ in range(5):
        mine.sort(key=key)
        mine.sort()
    mine.sort(key=key)
    out.append(mine)


def read():
    while not stop.is_set():
        total = 0
        for x in shared:
            total += x
        if not 0 <= total <= sum(data):
            bad.append(total)


out = []
reader = threading.Thread(target=read)
reader.start()
threads = [threading.Thread(target=sort_own, args=(out,)) for _ in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
stop.set()
reader.join()
print(out[0] == out[1] == out[2] == sorted(data, reverse=True), bad)


class Unlucky:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        if items:
            pass
        items.append(1)
        return self.n < other.n


items = [Unlucky(2), Unlucky(1)]
try:
    items.sort()
except ValueError as e:
    print(e)
