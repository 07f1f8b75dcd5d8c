"""Producers put jobs into a bounded queue; consumers take them out and work.

The queue holds sixteen jobs at most, so fast producers wait for slow
consumers. When the producers are done, one end marker per consumer follows.

Usage: producer_consumer.py [jobs per producer] [--quick]
"""

import queue
import sys
import threading
import time

PRODUCERS = 2
CONSUMERS = 3
END = None


def produce(jobs, first, count):
    for number in range(first, first + count):
        jobs.put(number)


def collatz_steps(number):
    """How many steps the number takes to reach one."""
    steps = 0
    while number != 1:
        number = number // 2 if number % 2 == 0 else 3 * number + 1
        steps += 1
    return steps


def consume(jobs, results):
    while True:
        number = jobs.get()
        if number is END:
            break
        results.put((collatz_steps(number), number))


def main():
    numbers = [int(word) for word in sys.argv[1:] if word != "--quick"]
    count = 300 if "--quick" in sys.argv else 10_000
    if numbers:
        count = numbers[0]
    jobs = queue.Queue(maxsize=16)
    results = queue.Queue()
    producers = [threading.Thread(target=produce, args=(jobs, 1 + index * count, count)) for index in range(PRODUCERS)]
    consumers = [threading.Thread(target=consume, args=(jobs, results)) for _ in range(CONSUMERS)]
    started = time.perf_counter()
    for thread in producers + consumers:
        thread.start()
    for thread in producers:
        thread.join()
    for _ in consumers:
        jobs.put(END)
    for thread in consumers:
        thread.join()
    elapsed = time.perf_counter() - started

    answers = []
    while not results.empty():
        answers.append(results.get())
    steps, number = max(answers)
    print(f"{len(answers)} jobs done, {sum(pair[0] for pair in answers)} steps in all")
    print(f"longest: {number} takes {steps} steps")
    print(f"time: {elapsed:.3f} s, {PRODUCERS} producers, {CONSUMERS} consumers")


if __name__ == "__main__":
    main()
