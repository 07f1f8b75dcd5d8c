"""Instances of a shared class, made and dropped by each thread.

Usage: object_creation.py [threads, default 2 [iterations]]
"""

from harness import measure


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


def work(iterations):
    total = 0
    for number in range(iterations):
        point = Point(number, 1)
        total += point.y
    return total


if __name__ == "__main__":
    measure("object_creation", work, 3_000_000)
