"""Seconds for so many cycles of two, made and collected."""

import sys
import time

from heap import Node


def run(n):
    for _ in range(n):
        a = Node()
        b = Node()
        a.next = b
        b.next = a


run(10_000)
began = time.perf_counter()
run(int(sys.argv[1]))
print(time.perf_counter() - began)
