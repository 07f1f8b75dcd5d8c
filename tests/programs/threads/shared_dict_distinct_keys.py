"""Threads fill one dict, each with its own keys, while it grows; readers see complete entries only."""
import threading

table = {}
done = threading.Event()
bad = []


def write(number):
    for i in range(400):
        table[number, i] = [number, i, number * 1000 + i]


def read():
    while not done.is_set():
        for key, value in list(table.items()):
            if value[2] != key[0] * 1000 + key[1]:
                bad.append((key, value))


readers = [threading.Thread(target=read) for _ in range(2)]
writers = [threading.Thread(target=write, args=(n,)) for n in range(4)]
for t in readers + writers:
    t.start()
for t in writers:
    t.join()
done.set()
for t in readers:
    t.join()
print(len(table), bad)
print(sum(v[2] for v in table.values()))
print(all(table[n, i] == [n, i, n * 1000 + i] for n in range(4) for i in range(400)))
