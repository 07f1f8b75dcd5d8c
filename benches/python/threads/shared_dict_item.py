"""One value of one shared dictionary, by subscript.

Usage: shared_dict_item.py [threads, default 2 [iterations]]
"""

from harness import measure


REGISTRY = {"service": ["a list that all threads get"], "other": None}


def work(iterations):
    registry = REGISTRY
    total = 0
    for _ in range(iterations):
        total += registry["service"] is not None
    return total


if __name__ == "__main__":
    measure("shared_dict_item", work, 6_000_000)
