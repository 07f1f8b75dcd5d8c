"""Chains of things that pass on what they are asked end in an error at worst, not in a crash."""

import functools
import itertools
import sys
import threading
import types

class Thing:
    attribute = 1
    def __call__(self, *args):
        return len(args)

chains = {
    "alias": (lambda m: types.GenericAlias(m, int), Thing),
    "method": (lambda m: types.MethodType(m, 1), Thing()),
    "classmethod": (classmethod, Thing()),
    "staticmethod": (staticmethod, Thing()),
    "mapping": (types.MappingProxyType, {}),
    "map": (lambda m: map(abs, m), iter([1])),
    "zip": (zip, iter([1])),
    "filter": (lambda m: filter(None, m), iter([1])),
    "enumerate": (enumerate, iter([1])),
    "chain": (itertools.chain, iter([1])),
    "islice": (lambda m: itertools.islice(m, 3), iter([1])),
    "accumulate": (itertools.accumulate, iter([1])),
    "tuple": (lambda m: (m,), 1),
    "frozendict": (lambda m: frozendict(a=m), 1),
}
questions = [lambda m: m.attribute, lambda m: m.__doc__, lambda m: m == 3, lambda m: next(m), hash, lambda m: m.missing]
# CPython itself crashes on long ones. `tests/ci/nasty_programs.py` puts another number in the place of the last, with which the stack is full.
DEPTH = 200 if sys.implementation.name == "cpython" else 5_000

def ask():
    for name, (make, m) in chains.items():
        for _ in range(DEPTH):
            m = make(m)
        for q in questions:
            try:
                q(m)
            except (RecursionError, AttributeError, TypeError, StopIteration):
                pass
        print(name)

t = threading.Thread(target=ask)
t.start()
t.join()

# Shared parts are not hashed over and over.
m = frozendict(a=1)
for _ in range(60):
    m = frozendict(a=m, b=m)
print(hash(m) == hash(m))
