"""One bound method, called by every thread.

Each thread does the same work, so perfect scaling is the same time for any number.

Usage: shared_bound_method.py [threads, default 2 [iterations]]
"""

import sys
import threading
import time


class Service:
    def __init__(self):
        self.names = ["a list"]

    def answer(self):
        return self.names is not None


ANSWER = Service().answer


def work(iterations):
    answer = ANSWER
    total = 0
    for _ in range(iterations):
        total += answer()
    return total


def main():
    threads = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    iterations = int(sys.argv[2]) if len(sys.argv) > 2 else 4_000_000
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
    print(f"shared_bound_method {threads} {elapsed:.4f}")


if __name__ == "__main__":
    main()
