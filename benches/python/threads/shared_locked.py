"""Every thread asks whether one lock is taken.

Usage: shared_locked.py [threads, default 2 [iterations]]
"""

import threading

from harness import measure


LOCK = threading.Lock()


def work(iterations):
    lock = LOCK
    total = 0
    for _ in range(iterations):
        total += not lock.locked()
    return total


if __name__ == "__main__":
    measure("shared_locked", work, 5_000_000)
