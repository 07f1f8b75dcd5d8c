# Threads that change one array: no item is lost or torn.
import threading
from array import array

a = array("q")
start = threading.Barrier(4)


def add(k):
    start.wait()
    for i in range(150):
        a.append(k * 1000 + i)
        a.extend([k * 1000 + 500 + i])


threads = [threading.Thread(target=add, args=(k,)) for k in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(a), sorted(a) == sorted(k * 1000 + j + i for k in range(4) for i in range(150) for j in (0, 500)))

pairs = array("q", [0] * 16)
done = []


def put(k):
    start.wait()
    for i in range(200):
        pairs[i % 16] = i << 32 | i
    done.append(k)


def read(k):
    start.wait()
    while len(done) < 2:
        for x in pairs:
            assert x >> 32 == x & 0xFFFFFFFF, x
        assert len(pairs[::2]) == 8


start = threading.Barrier(4)
threads = [threading.Thread(target=f, args=(k,)) for k, f in enumerate([put, put, read, read])]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(done))

taken = []
start = threading.Barrier(4)


def take(k):
    mine = []
    start.wait()
    while True:
        try:
            mine.append(a.pop())
        except IndexError:
            break
    taken.extend(mine)


threads = [threading.Thread(target=take, args=(k,)) for k in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(taken), len(set(taken)), len(a))
