"""One attribute of one class, read by every thread.

Usage: shared_class_attribute.py [threads, default 2 [iterations]]
"""

from harness import measure


class Settings:
    names = ["a list"]


def work(iterations):
    total = 0
    for _ in range(iterations):
        total += Settings.names is not None
    return total


if __name__ == "__main__":
    measure("shared_class_attribute", work, 6_000_000)
