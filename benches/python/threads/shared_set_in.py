"""Membership in one shared set.

Usage: shared_set_in.py [threads, default 2 [iterations]]
"""

from harness import measure


NAMES = {"ann", "bob", "cid", "dan", 7, (1, 2)}


def work(iterations):
    names = NAMES
    total = 0
    for _ in range(iterations):
        total += (7 in names) + ("cid" in names) + ("eve" in names)
    return total


if __name__ == "__main__":
    measure("shared_set_in", work, 3_000_000, lambda iterations: 2 * iterations)
