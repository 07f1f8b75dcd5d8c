"""Four threads, each counting in a loop of its own.

The classic first question to a threaded interpreter: do four counting loops
take the time of one, or of four in a row? The threads share nothing but the
list into which each puts its answer.

Usage: count_loops.py [threads [iterations]] [--quick]
"""

import sys
import threading
import time


def count(iterations):
    """Sums the low three bits of every number below `iterations`."""
    total = 0
    number = 0
    while number < iterations:
        total += number & 7
        number += 1
    return total


def run_threads(threads, iterations):
    """Counts in `threads` threads at once; returns their results and the seconds it took."""
    results = [None] * threads

    def work(slot):
        results[slot] = count(iterations)

    workers = [threading.Thread(target=work, args=(slot,)) for slot in range(threads)]
    started = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return results, time.perf_counter() - started


def main():
    numbers = [int(word) for word in sys.argv[1:] if word != "--quick"]
    threads = numbers[0] if numbers else 4
    iterations = 4_000_000
    if "--quick" in sys.argv:
        iterations = 50_000
    if len(numbers) > 1:
        iterations = numbers[1]

    started = time.perf_counter()
    for _ in range(threads):
        count(iterations)
    one_after_another = time.perf_counter() - started

    results, at_once = run_threads(threads, iterations)
    for slot, result in enumerate(results):
        print(f"thread {slot}: {result}")
    print(f"time: one thread doing all of it {one_after_another:.3f} s")
    print(f"time: {threads} threads at once {at_once:.3f} s")
    print(f"time: speed-up {one_after_another / at_once:.2f}")


if __name__ == "__main__":
    main()
