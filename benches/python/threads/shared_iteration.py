"""A loop over one shared list, whose items are objects that all threads meet.

Usage: shared_iteration.py [threads, default 2 [iterations]]
"""

from harness import measure


ITEMS = [[str(n)] for n in range(1000)]


def work(iterations):
    total = 0
    for _ in range(iterations // 1000):
        for item in ITEMS:
            total += item is not None
    return total


if __name__ == "__main__":
    measure("shared_iteration", work, 10_000_000)
