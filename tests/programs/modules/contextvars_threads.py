"""Each thread has its own context; contexts may be read and copied by others while one runs in them."""

import threading
from _contextvars import Context, ContextVar, copy_context

var = ContextVar("var", default=0)
other = ContextVar("other", default=None)
var.set("main")
N = 4
results = [None] * N
barrier = threading.Barrier(N)


def own(i):
    barrier.wait()
    seen = []
    for k in range(200):
        token = var.set((i, k))
        seen.append(var.get() == (i, k))
        if k % 2:
            var.reset(token)
    results[i] = all(seen), var.get()[0] == i


def all_threads(f, n=N):
    threads = [threading.Thread(target=f, args=(i,)) for i in range(n)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


all_threads(own)
print(results, var.get())

# One context is entered by one thread at a time; the others are told.
shared = copy_context()
entered = [0] * N


def enter(i):
    barrier.wait()
    for k in range(100):
        try:
            shared.run(lambda: var.set((i, var.get())) and entered.__setitem__(i, entered[i] + 1))
            shared.run(var.set, i)
        except RuntimeError as e:
            assert "is already entered" in str(e), e


all_threads(enter)
print(sum(entered) > 0)
shared.run(var.set, "last")
print(shared[var])

# While one thread writes to its context, the others copy it and read it.
context = Context()
done = threading.Event()
problems = []


def write(_=None):
    for k in range(300):
        var.set(k)
        other.set(k)


def read(i):
    barrier.wait()
    if i == 0:
        context.run(write)
        done.set()
        return
    while not done.is_set():
        copy = context.copy()
        a, b = copy.get(var), copy.get(other)
        if a is not None and not (b is None and a == 0 or b in (a, a - 1)):
            problems.append((a, b))
        before = dict(copy.items())
        copy.run(var.set, "changed")
        if dict(context.items()).get(var) == "changed" or copy[var] != "changed" or before.get(var) == "changed":
            problems.append("leak")


all_threads(read)
print(problems, context[var], context[other])
