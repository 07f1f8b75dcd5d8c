"""Functions of the library that walk without an end, and run no program code meanwhile, are interrupted by signals all the same, and stop for others."""

import array
import collections
import gc
import itertools
import math
import operator
import signal
import threading
from itertools import repeat


class Enough(Exception):
    pass


def enough(number, frame):
    raise Enough


signal.signal(signal.SIGALRM, enough)
walks = {
    "all": lambda: all(repeat(1)),
    "any": lambda: any(repeat(0)),
    "array": lambda: array.array("b", repeat(1)),
    "bytes": lambda: bytes(repeat(0)),
    "chain": lambda: next(itertools.chain.from_iterable(repeat(()))),
    "compress": lambda: next(itertools.compress(repeat(1), repeat(0))),
    "contains": lambda: 5 in repeat(1),
    "countOf": lambda: operator.countOf(repeat(1), 1),
    "deque": lambda: collections.deque(repeat(1), 0),
    "dict": lambda: dict(repeat((1, 2))),
    "dropwhile": lambda: next(itertools.dropwhile(bool, repeat(1))),
    "extend": lambda: bytearray().extend(repeat(1)),
    "filter": lambda: next(filter(None, repeat(0))),
    "filterfalse": lambda: next(itertools.filterfalse(None, repeat(1))),
    "frozenset": lambda: frozenset(repeat(1)),
    "fromkeys": lambda: dict.fromkeys(repeat(0)),
    "fsum": lambda: math.fsum(repeat(1)),
    "intersection": lambda: {1, 2}.intersection(repeat(1)),
    "islice": lambda: next(itertools.islice(itertools.count(), 2**62, None)),
    "issuperset": lambda: {1}.issuperset(repeat(1)),
    "max": lambda: max(repeat(1)),
    "min": lambda: min(repeat(1), key=abs),
    "prod": lambda: math.prod(repeat(1)),
    "star": lambda: print(*filter(None, repeat(0))),
    "sum": lambda: sum(repeat(0)),
    "sum of floats": lambda: sum(repeat(1.0)),
}
for name, walk in walks.items():
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.01)
        walk()
        print(name, "ended")
    except Enough:
        pass
print(len(walks), "walks were interrupted")

# A thread in such a walk stops for a collection that another thread begins.
def collect():
    for _ in range(5):
        gc.collect()
    signal.pthread_kill(threading.main_thread().ident, signal.SIGALRM)


other = threading.Thread(target=collect)
try:
    other.start()
    any(repeat(0))
except Enough:
    print("collected")
other.join()
