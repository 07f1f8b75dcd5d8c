import threading
from itertools import accumulate, chain, combinations, count, cycle, islice, permutations, product, repeat, zip_longest


def drain(it, workers=4):
    results = [[] for _ in range(workers)]
    gate = threading.Barrier(workers)

    def work(mine):
        gate.wait()
        for x in it:
            mine.append(x)
    threads = [threading.Thread(target=work, args=(r,)) for r in results]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return [x for r in results for x in r]


print(sorted(drain(islice(count(), 4000))) == list(range(4000)))
print(len(drain(repeat("x", 5000))))
print(sorted(drain(chain(list(range(1000)), list(range(1000, 3000)), [], list(range(3000, 4000))))) == list(range(4000)))
print(sorted(drain(chain.from_iterable([list(range(i * 10, i * 10 + 10)) for i in range(300)]))) == list(range(3000)))
print(sorted(drain(product(range(20), repeat=2))) == list(product(range(20), repeat=2)))
print(sorted(drain(permutations(range(6)))) == sorted(permutations(range(6))))
print(sorted(drain(combinations(range(14), 4))) == list(combinations(range(14), 4)))
print(max(drain(accumulate(repeat(1, 3000)))))
c = islice(cycle("abc"), 3000)
got = drain(c)
print(len(got), set(got) == set("abc"))
print(len(drain(zip_longest(list(range(500)), list(range(200))))) >= 500)
c = count()
got = []
lock = threading.Lock()


def claim():
    mine = [next(c) for _ in range(2000)]
    with lock:
        got.extend(mine)


threads = [threading.Thread(target=claim) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(got) == list(range(8000)), next(c))
