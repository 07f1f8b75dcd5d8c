"""`dict.get` of one value in one shared dictionary.

Usage: shared_dict_get.py [threads, default 2 [iterations]]
"""

from harness import measure


REGISTRY = {"service": ["a list that all threads get"], "other": None}


def work(iterations):
    registry = REGISTRY
    total = 0
    for _ in range(iterations):
        value = registry.get("service")
        total += value is not None
    return total


if __name__ == "__main__":
    measure("shared_dict_get", work, 5_000_000)
