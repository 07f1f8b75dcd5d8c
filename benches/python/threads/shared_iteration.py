"""A loop over one shared list, whose items are objects that all threads meet.

Each thread does the same work, so perfect scaling is the same time for any number.

Usage: shared_iteration.py [threads, default 2 [iterations]]
"""

import sys
import threading
import time


ITEMS = [[str(n)] for n in range(1000)]


def work(iterations):
    total = 0
    for _ in range(iterations // 1000):
        for item in ITEMS:
            total += item is not None
    return total


def main():
    threads = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    iterations = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000_000
    ready = threading.Event()
    answers = []

    def run():
        ready.wait()
        answers.append(work(iterations))

    workers = [threading.Thread(target=run) for _ in range(threads)]
    for worker in workers:
        worker.start()
    started = time.perf_counter()
    ready.set()
    for worker in workers:
        worker.join()
    elapsed = time.perf_counter() - started
    if answers != [iterations] * threads:
        sys.exit(f"wrong answers: {answers}")
    print(f"shared_iteration {threads} {elapsed:.4f}")


if __name__ == "__main__":
    main()
