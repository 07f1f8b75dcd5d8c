"""Appending to and clearing a list of the thread's own.

Each thread does the same work, so perfect scaling is the same time for any number.

Usage: private_list_append.py [threads, default 2 [iterations]]
"""

import sys
import threading
import time


def work(iterations):
    items = []
    total = 0
    for number in range(iterations):
        items.append(number)
        if len(items) == 1000:
            total += len(items)
            items.clear()
    return total + len(items)


def main():
    threads = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    iterations = int(sys.argv[2]) if len(sys.argv) > 2 else 6_000_000
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
    print(f"private_list_append {threads} {elapsed:.4f}")


if __name__ == "__main__":
    main()
