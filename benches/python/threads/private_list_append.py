"""Appending to and clearing a list of the thread's own.

Usage: private_list_append.py [threads, default 2 [iterations]]
"""

from harness import measure


def work(iterations):
    items = []
    total = 0
    for number in range(iterations):
        items.append(number)
        if len(items) == 1000:
            total += len(items)
            items.clear()
    return total + len(items)


if __name__ == "__main__":
    measure("private_list_append", work, 6_000_000)
