"""Keys with __eq__ and __hash__ of their own in a shared dict: comparisons run while others change it."""
import threading


class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return self.n % 4

    def __eq__(self, other):
        return isinstance(other, Key) and self.n == other.n


table = {}
missing = []


def work(number):
    for i in range(60):
        key = Key(number * 100 + i)
        table[key] = i
        if table.get(Key(number * 100 + i)) != i:
            missing.append((number, i))
        if i % 3 == 0:
            del table[key]


threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(missing, len(table))
print(sorted(k.n for k in table)[:6], Key(1) in table, Key(0) in table)
