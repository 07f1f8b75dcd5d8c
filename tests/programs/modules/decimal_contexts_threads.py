# Each thread has its own context; decimals, and one context, are used by all.
import threading
from decimal import *

D = Decimal
shared = Context(prec=12, traps=[])
seen = {}
start = threading.Barrier(6)


def work(n):
    start.wait()
    setcontext(Context(prec=n + 3))
    total = D(0)
    for i in range(1, 400):
        total += D(1) / i
        with localcontext(prec=30 + n):
            inner = D(i).sqrt()
        shared.divide(one, i)
        shared.flags[Clamped] = i % 2
        if i % 7 == 0:
            shared.clear_flags()
        assert len(str(inner.normalize())) <= 32 + n
        assert hash(one) == 1
    seen[n] = getcontext().prec, total, getcontext().flags[Inexact]


one = D("1.000")
threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
for t in threads:
    t.start()
for t in threads:
    t.join()
for n in sorted(seen):
    print(n, seen[n])
print(getcontext().prec, getcontext().flags[Inexact], shared.prec, set(shared.flags) == set(getcontext().flags))


# A context that changes while others compute with it: each result is right for one of its settings.
def change():
    while not over.is_set():
        shared.prec = 5
        shared.prec = 20


def compute():
    for _ in range(3000):
        results.add(str(shared.divide(2, 3)))
    over.set()


over, results = threading.Event(), set()
shared.prec = 5
threads = [threading.Thread(target=f) for f in (change, compute)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(results <= {"0.66667", "0.66666666666666666667"}, bool(results))
