"""One item of one shared list, read by every thread.

Usage: shared_list_item.py [threads, default 2 [iterations]]
"""

from harness import measure


ITEMS = [["a list in a list"], ["another"], None]


def work(iterations):
    items = ITEMS
    total = 0
    for _ in range(iterations):
        total += items[1] is not items[2]
    return total


if __name__ == "__main__":
    measure("shared_list_item", work, 6_000_000)
