"""Instances of a shared class, made and dropped by each thread.

Each thread does the same work, so perfect scaling is the same time for any number.

Usage: object_creation.py [threads, default 2 [iterations]]
"""

import sys
import threading
import time


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


def work(iterations):
    total = 0
    for number in range(iterations):
        point = Point(number, 1)
        total += point.y
    return total


def main():
    threads = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    iterations = int(sys.argv[2]) if len(sys.argv) > 2 else 3_000_000
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
    print(f"object_creation {threads} {elapsed:.4f}")


if __name__ == "__main__":
    main()
