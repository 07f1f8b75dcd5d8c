"""Keys come and go in a shared dict under everybody's hands; what is found is whole."""
import threading

table = {}
names = [f"key{i}" for i in range(32)]
bad = []


def churn(seed):
    x = seed
    for _ in range(1200):
        x = (x * 1103515245 + 12345) % 2147483648
        name = names[(x >> 8) % 32]
        what = (x >> 16) % 5
        if what == 0:
            table[name] = (name, x)
        elif what == 1:
            table.pop(name, None)
        elif what == 2:
            table.setdefault(name, (name, x))
        elif what == 3:
            found = table.get(name)
            if found is not None and found[0] != name:
                bad.append(found)
        else:
            for key, value in list(table.items()):
                if value[0] != key:
                    bad.append((key, value))


threads = [threading.Thread(target=churn, args=(s,)) for s in range(1, 5)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(bad)
print(set(table) <= set(names))
table.clear()
print(table, len(table))
