"""What the programs of this folder share: the same work in several threads at once.

Each thread does the same work, so perfect scaling is the same time for any number.
"""

import sys
import threading
import time


def measure(name, work, iterations, answer=lambda iterations: iterations):
    """Runs `work(iterations)` in so many threads as the first argument says (default 2), all at once, and prints the name, their number and the seconds
    they took together. The second argument is another number of iterations. `answer` gives what each must return."""
    threads = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    iterations = int(sys.argv[2]) if len(sys.argv) > 2 else iterations
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
    if answers != [answer(iterations)] * threads:
        sys.exit(f"wrong answers: {answers}")
    print(f"{name} {threads} {elapsed:.4f}")
