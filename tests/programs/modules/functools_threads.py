import threading
from functools import lru_cache, partial, reduce, cached_property

gate = threading.Barrier(4)
computed = []


@lru_cache(maxsize=None)
def square(n):
    computed.append(n)
    return n * n


@lru_cache(maxsize=16)
def small(n):
    return n + 1


def work(results, k):
    gate.wait()
    for i in range(300):
        results.append(square(i % 50))
        if small(i % 40) != i % 40 + 1:
            results.append("wrong")
        if i % 100 == 99:
            small.cache_info()


results = [[] for _ in range(4)]
threads = [threading.Thread(target=partial(work, r), args=(k,)) for k, r in enumerate(results)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(all(r == [(i % 50) ** 2 for i in range(300)] for r in results))
info = square.cache_info()
print(info.hits + info.misses, info.currsize, info.maxsize, 50 <= info.misses <= 200, set(computed) == set(range(50)))
info = small.cache_info()
print(info.hits + info.misses, info.currsize, info.maxsize)


@lru_cache(maxsize=8)
def clearing(n):
    return n


def churn(k):
    for i in range(200):
        assert clearing(i % 10 + k) == i % 10 + k
        if i % 50 == 0:
            clearing.cache_clear()


threads = [threading.Thread(target=churn, args=(k,)) for k in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(clearing.cache_info().currsize <= 8)


class Config:
    @cached_property
    def value(self):
        return object()


c = Config()
seen = []
threads = [threading.Thread(target=lambda: seen.append(c.value)) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(seen), c.value in seen)
add = partial(reduce, lambda a, b: a + b)
totals = []
threads = [threading.Thread(target=lambda n=n: totals.append(add(range(n)))) for n in (10, 100, 1000)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(totals))
