"""Very deep and very wide structures handed to threads, read there and dropped there."""
import threading

chain = None
for i in range(20000):
    chain = [i, chain]
wide = {i: [i] * 3 for i in range(5000)}
results = []


def walk(link):
    n = total = 0
    while link is not None:
        total += link[0]
        n += 1
        link = link[1]
    results.append((n, total))


def count(table):
    results.append((len(table), sum(len(v) for v in table.values())))


threads = [threading.Thread(target=walk, args=(chain,)) for _ in range(2)]
threads.append(threading.Thread(target=count, args=(wide,)))
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(results))


def drop(box):
    box.clear()


box = [chain, wide]
del chain, wide, threads, t
t = threading.Thread(target=drop, args=(box,))
t.start()
t.join()
print(box)
