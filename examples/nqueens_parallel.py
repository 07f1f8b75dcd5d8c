"""Counts the ways to place n queens so that none attacks another.

Each way to place the queens of the first two rows is one job. The board is
three integers, with a bit for every attacked column and diagonal.

Usage: nqueens_parallel.py [n [threads]] [--quick]
"""

import collections
import sys
import threading
import time


def count_from(full, columns, left, right):
    """Counts the ways to fill the remaining rows."""
    if columns == full:
        return 1
    ways = 0
    free = full & ~(columns | left | right)
    while free:
        queen = free & -free
        free ^= queen
        ways += count_from(full, columns | queen, (left | queen) << 1 & full, (right | queen) >> 1)
    return ways


def first_rows(size):
    """Yields the boards that have two queens."""
    full = (1 << size) - 1
    for first in range(size):
        one = 1 << first
        for second in range(size):
            two = 1 << second
            if abs(first - second) > 1:
                yield one | two, (one << 1 | two) << 1 & full, (one >> 1 | two) >> 1


def solve(size, threads):
    """Returns the number of solutions, and the seconds it took."""
    full = (1 << size) - 1
    jobs = collections.deque(first_rows(size))
    counts = [0] * threads

    def work(slot):
        while True:
            try:
                columns, left, right = jobs.popleft()
            except IndexError:
                return
            counts[slot] += count_from(full, columns, left, right)

    workers = [threading.Thread(target=work, args=(slot,)) for slot in range(threads)]
    started = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(counts), time.perf_counter() - started


def main():
    numbers = [int(word) for word in sys.argv[1:] if word != "--quick"]
    size = 7 if "--quick" in sys.argv else 13
    if numbers:
        size = numbers[0]
    threads = numbers[1] if len(numbers) > 1 else 4
    one, one_seconds = solve(size, 1)
    many, many_seconds = solve(size, threads)
    if one != many:
        sys.exit(f"1 thread found {one} ways, {threads} threads found {many}")
    print(f"{size} queens: {many} ways")
    print(f"time: 1 thread {one_seconds:.3f} s, {threads} threads {many_seconds:.3f} s")
    print(f"time: speed-up {one_seconds / many_seconds:.2f}")


if __name__ == "__main__":
    main()
