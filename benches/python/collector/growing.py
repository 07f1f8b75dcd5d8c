"""Seconds for a list of so many new tuples: of numbers, or of a list each. With the collector on or off."""

import gc
import sys
import time

n, kind, collector = int(sys.argv[1]), sys.argv[2], sys.argv[3]
if collector == "off":
    gc.disable()


def numbers(n):
    made = []
    for i in range(n):
        made.append((i, i))
    return made


def lists(n):
    made = []
    for i in range(n):
        made.append(([], i))
    return made


began = time.perf_counter()
keep = (numbers if kind == "numbers" else lists)(n)
print(time.perf_counter() - began)
