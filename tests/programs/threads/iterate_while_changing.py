"""Iteration over a dict or set that others resize ends with the language's error, or sees whole entries."""
import threading

table = {i: (i, i) for i in range(200)}
group = set(range(200))
stop = threading.Event()
errors = set()
bad = []


def change():
    for i in range(1500):
        table[200 + i % 50] = (200 + i % 50,) * 2
        table.pop(200 + (i + 25) % 50, None)
        group.add(200 + i % 50)
        group.discard(200 + (i + 25) % 50)
    stop.set()


def read():
    while not stop.is_set():
        try:
            for key, value in table.items():
                if value != (key, key):
                    bad.append((key, value))
            for x in group:
                if not isinstance(x, int):
                    bad.append(x)
        except RuntimeError as e:
            errors.add(str(e))


threads = [threading.Thread(target=read) for _ in range(2)] + [threading.Thread(target=change)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(bad)
allowed = {
    "dictionary changed size during iteration",
    "dictionary keys changed during iteration",
    "Set changed size during iteration",
}
print(errors <= allowed, all(table[i] == (i, i) for i in range(200)), group >= set(range(200)))
