import threading
from collections import deque

N = 4
EACH = 2000
shared = deque()
taken = [[] for _ in range(N)]
left = threading.Barrier(2 * N)


def produce(k):
    left.wait()
    for i in range(EACH):
        if i % 2:
            shared.append((k, i))
        else:
            shared.appendleft((k, i))


def consume(k):
    left.wait()
    mine = taken[k]
    while len(mine) < EACH:
        try:
            mine.append(shared.pop() if len(mine) % 2 else shared.popleft())
        except IndexError:
            pass


threads = [threading.Thread(target=produce, args=(k,)) for k in range(N)]
threads += [threading.Thread(target=consume, args=(k,)) for k in range(N)]
for t in threads:
    t.start()
for t in threads:
    t.join()
everything = sorted(x for mine in taken for x in mine)
print(len(shared), len(everything), everything == [(k, i) for k in range(N) for i in range(EACH)])

ring = deque(range(100), maxlen=100)


def spin(step):
    for _ in range(500):
        ring.rotate(step)
        ring.append(ring[0])
        len(ring), list(ring), ring.copy()


threads = [threading.Thread(target=spin, args=(s,)) for s in (1, -1, 7)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(ring), ring.maxlen, set(ring) <= set(range(100)))
