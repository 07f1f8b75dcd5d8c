"""Draws a histogram of many sums of dice, rolled by several threads.

Each thread keeps a histogram of its own; at the end they are added up. That
is the pattern to prefer over one shared histogram: nothing waits for anything.

Usage: histogram.py [rolls] [--quick]
"""

import functools
import operator
import sys
import threading
import time

DICE = 3
THREADS = 4


def roll_many(seed, rolls):
    """Returns how often each sum of the dice came up."""
    counts = [0] * (6 * DICE + 1)
    state = seed
    for _ in range(rolls):
        total = 0
        for _ in range(DICE):
            state = (state * 1103515245 + 12345) % 2147483648
            total += (state >> 16) % 6 + 1
        counts[total] += 1
    return counts


def add(left, right):
    return list(map(operator.add, left, right))


def main():
    numbers = [int(word) for word in sys.argv[1:] if word != "--quick"]
    rolls = 4_000 if "--quick" in sys.argv else 800_000
    if numbers:
        rolls = numbers[0]
    parts = []

    def work(seed):
        parts.append(roll_many(seed, rolls // THREADS))

    workers = [threading.Thread(target=work, args=(seed,)) for seed in range(THREADS)]
    started = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    elapsed = time.perf_counter() - started

    counts = functools.reduce(add, parts)
    longest = max(counts)
    for total in range(DICE, len(counts)):
        bar = "#" * (counts[total] * 50 // longest)
        print(f"{total:>3} {counts[total]:>7} {bar}")
    mean = sum(total * count for total, count in enumerate(counts)) / sum(counts)
    print(f"mean {mean:.3f}")
    print(f"time: {elapsed:.3f} s with {THREADS} threads")


if __name__ == "__main__":
    main()
