"""Merge sort whose two halves are sorted by two threads, a few levels deep.

Each thread sorts a list of its own and hands it to the thread that joins it.
Below a certain size a new thread costs more than it brings, and the halves
are sorted one after the other.

Usage: parallel_merge_sort.py [items] [--quick]
"""

import sys
import threading
import time


def merge(left, right):
    """Merges two sorted lists; of equal items, the left ones come first."""
    merged = []
    i = j = 0
    while i < len(left) and j < len(right):
        if right[j] < left[i]:
            merged.append(right[j])
            j += 1
        else:
            merged.append(left[i])
            i += 1
    merged.extend(left[i:])
    merged.extend(right[j:])
    return merged


def merge_sort(items, levels):
    """Returns the items in order, using up to 2 ** levels threads."""
    if len(items) < 2:
        return items
    middle = len(items) // 2
    left, right = items[:middle], items[middle:]
    if levels == 0:
        return merge(merge_sort(left, 0), merge_sort(right, 0))
    answer = []

    def work():
        answer.append(merge_sort(left, levels - 1))

    helper = threading.Thread(target=work)
    helper.start()
    sorted_right = merge_sort(right, levels - 1)
    helper.join()
    return merge(answer[0], sorted_right)


def make_items(count):
    state = 2463534242
    for _ in range(count):
        state = (state * 1103515245 + 12345) % 2147483648
        yield state // 8 % 1_000_000


def main():
    numbers = [int(word) for word in sys.argv[1:] if word != "--quick"]
    size = 5_000 if "--quick" in sys.argv else 300_000
    if numbers:
        size = numbers[0]
    items = list(make_items(size))
    seconds = []
    for levels in (0, 2):
        started = time.perf_counter()
        answer = merge_sort(items, levels)
        seconds.append(time.perf_counter() - started)
        if answer != sorted(items):
            sys.exit(f"not sorted with {2 ** levels} threads")
    print(f"{size} items sorted, from {answer[0]} to {answer[-1]}, median {answer[size // 2]}")
    print(f"time: 1 thread {seconds[0]:.3f} s, 4 threads {seconds[1]:.3f} s")
    print(f"time: speed-up {seconds[0] / seconds[1]:.2f}")


if __name__ == "__main__":
    main()
