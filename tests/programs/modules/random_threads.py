import random
import threading


def own(seed, out):
    r = random.Random(seed)
    out[seed] = [r.randint(0, 999) for _ in range(200)], r.sample(range(100), 5), r.random()


results = {}
threads = [threading.Thread(target=own, args=(s, results)) for s in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
expected = {}
for s in range(4):
    own(s, expected)
print(results == expected, sorted(results), results[2][0][:6], results[3][1:])
shared = random.Random(7)
values = [[] for _ in range(4)]


def draw(mine):
    for _ in range(500):
        mine.append(shared.random())


threads = [threading.Thread(target=draw, args=(v,)) for v in values]
for t in threads:
    t.start()
for t in threads:
    t.join()
flat = sorted(x for v in values for x in v)
again = random.Random(7)
print(flat == sorted(again.random() for _ in range(2000)), shared.random() == again.random())
