"""Counts the primes below a limit, first with one thread and then with several.

The numbers are dealt out in blocks. A thread that has finished a block takes
the next one from a shared counter, so no thread idles while another still has
a long block of large numbers before it.

Usage: parallel_primes.py [limit [threads]] [--quick]
"""

import os
import sys
import threading
import time

BLOCK = 2_000


def is_prime(number):
    """Tries every odd divisor up to the square root."""
    if number < 4:
        return number > 1
    if number % 2 == 0:
        return False
    divisor = 3
    while divisor * divisor <= number:
        if number % divisor == 0:
            return False
        divisor += 2
    return True


def count_primes(limit, threads):
    """Returns how many primes lie below `limit`, and the seconds it took."""
    lock = threading.Lock()
    next_block = 0
    counts = [0] * threads

    def work(slot):
        nonlocal next_block
        found = 0
        while True:
            with lock:
                start = next_block
                next_block += BLOCK
            if start >= limit:
                break
            for number in range(start, min(start + BLOCK, limit)):
                if is_prime(number):
                    found += 1
        counts[slot] = found

    workers = [threading.Thread(target=work, args=(slot,)) for slot in range(threads)]
    started = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(counts), time.perf_counter() - started


def main():
    numbers = [int(word) for word in sys.argv[1:] if word != "--quick"]
    limit = 20_000 if "--quick" in sys.argv else 1_000_000
    if numbers:
        limit = numbers[0]
    threads = numbers[1] if len(numbers) > 1 else max(2, os.cpu_count() or 2)

    alone, alone_seconds = count_primes(limit, 1)
    together, together_seconds = count_primes(limit, threads)
    if alone != together:
        sys.exit(f"one thread found {alone} primes, {threads} threads found {together}")
    print(f"{together} primes below {limit}")
    print(f"time: 1 thread {alone_seconds:.2f} s")
    print(f"time: {threads} threads {together_seconds:.2f} s")
    print(f"time: speed-up {alone_seconds / together_seconds:.2f}")


if __name__ == "__main__":
    main()
