"""Calls of one function that all threads share.

Each thread does the same work, so perfect scaling is the same time for any number.

Usage: shared_function.py [threads, default 2 [iterations]]
"""

import sys
import threading
import time


def step(value, add=1):
    return value + add


def work(iterations):
    value = 0
    for _ in range(iterations):
        value = step(value)
    return value


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
    print(f"shared_function {threads} {elapsed:.4f}")


if __name__ == "__main__":
    main()
