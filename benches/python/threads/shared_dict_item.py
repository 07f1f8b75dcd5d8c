"""One value of one shared dictionary, by subscript.

Each thread does the same work, so perfect scaling is the same time for any number.

Usage: shared_dict_item.py [threads, default 2 [iterations]]
"""

import sys
import threading
import time


REGISTRY = {"service": ["a list that all threads get"], "other": None}


def work(iterations):
    registry = REGISTRY
    total = 0
    for _ in range(iterations):
        total += registry["service"] is not None
    return total


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
    print(f"shared_dict_item {threads} {elapsed:.4f}")


if __name__ == "__main__":
    main()
