"""Attributes of one shared instance, read by every thread.

Each thread does the same work, so perfect scaling is the same time for any number.

Usage: shared_attribute.py [threads, default 2 [iterations]]
"""

import sys
import threading
import time


class Settings:
    def __init__(self):
        self.name = ["a list that all threads read"]
        self.size = ("a tuple", "too")


SETTINGS = Settings()


def work(iterations):
    settings = SETTINGS
    total = 0
    for _ in range(iterations):
        total += (settings.name is not settings.size) + (settings.size is not None)
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
    if answers != [2 * iterations] * threads:
        sys.exit(f"wrong answers: {answers}")
    print(f"shared_attribute {threads} {elapsed:.4f}")


if __name__ == "__main__":
    main()
