"""Thread-local values: each thread has its own, subclasses are initialised in each, and they end with the thread."""
import threading


class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        ended.append(self.name)


class Mine(threading.local):
    kind = "class attribute"

    def __init__(self, start):
        self.items = [start]

    @property
    def total(self):
        return sum(self.items)


ended = []
plain = threading.local()
plain.name = "main"
mine = Mine(10)
mine.items.append(5)
seen = {}
barrier = threading.Barrier(3)


def work(n):
    before = hasattr(plain, "name")
    plain.name = n
    plain.noisy = Noisy(n)
    barrier.wait()
    mine.items.append(n)
    mine.extra = n * n
    barrier.wait()
    seen[n] = (before, plain.name, mine.items, mine.total, mine.extra, mine.kind, sorted(plain.__dict__))


threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(seen.items()))
print(plain.name, mine.items, mine.total, hasattr(mine, "extra"))
print(sorted(ended))
try:
    plain.missing
except AttributeError as e:
    print(e)
