"""`d[k]` of one shared dictionary with a key that each thread has made for itself: equal, not identical.

Usage: shared_computed_key.py [threads, default 2 [iterations]]
"""

from harness import measure


REGISTRY = {f"service {n}": [n] for n in range(10)}


def work(iterations):
    registry = REGISTRY
    key = "service " + str(len(registry) - 3)
    total = 0
    for _ in range(iterations):
        total += registry[key] is not None
    return total


if __name__ == "__main__":
    measure("shared_computed_key", work, 5_000_000)
