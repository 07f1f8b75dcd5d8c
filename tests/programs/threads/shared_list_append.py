"""Appends by many threads lose nothing, and each thread's items stay in its order."""
import threading

items = []
barrier = threading.Barrier(5)


def work(number):
    barrier.wait()
    for i in range(500):
        items.append((number, i))


threads = [threading.Thread(target=work, args=(n,)) for n in range(5)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(items), len(set(items)))
for n in range(5):
    mine = [i for who, i in items if who == n]
    print(n, mine == list(range(500)))
