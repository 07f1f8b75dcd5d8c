"""Calls of one function that all threads share.

Usage: shared_function.py [threads, default 2 [iterations]]
"""

from harness import measure


def step(value, add=1):
    return value + add


def work(iterations):
    value = 0
    for _ in range(iterations):
        value = step(value)
    return value


if __name__ == "__main__":
    measure("shared_function", work, 6_000_000)
