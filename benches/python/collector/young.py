"""The longest step, in milliseconds, of 300,000 that each make a cycle of two and forget it, beside a live heap of so many nodes."""

import gc
import sys
import time

from heap import Node, linked

keep = linked(int(sys.argv[1]))
gc.collect()


def run(n):
    clock = time.perf_counter
    worst = 0.0
    for _ in range(n):
        began = clock()
        a = Node()
        b = Node()
        a.next = b
        b.next = a
        took = clock() - began
        if took > worst:
            worst = took
    return worst


run(10_000)
print(run(300_000) * 1000)
