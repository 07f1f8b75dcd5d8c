"""Multiplies two matrices, a band of rows to each thread.

Both factors are read by all the threads and written by none; each thread
writes rows of the product that no other touches. So there is no lock.

Usage: matrix_multiply.py [size [threads]] [--quick]
"""

import sys
import threading
import time


def make_matrix(size, seed):
    """A square matrix of small whole numbers."""
    return [[(row * 31 + column * 17 + seed) % 23 - 11 for column in range(size)] for row in range(size)]


def multiply_rows(left, columns, product, rows):
    for row in rows:
        factors = left[row]
        product[row] = [sum(a * b for a, b in zip(factors, column)) for column in columns]


def multiply(left, right, threads):
    """Returns left times right."""
    size = len(left)
    columns = list(zip(*right))
    product = [None] * size
    workers = []
    for index in range(threads):
        rows = range(index * size // threads, (index + 1) * size // threads)
        workers.append(threading.Thread(target=multiply_rows, args=(left, columns, product, rows)))
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return product


def timed(left, right, threads):
    started = time.perf_counter()
    product = multiply(left, right, threads)
    return product, time.perf_counter() - started


def main():
    numbers = [int(word) for word in sys.argv[1:] if word != "--quick"]
    size = 40 if "--quick" in sys.argv else 240
    if numbers:
        size = numbers[0]
    threads = numbers[1] if len(numbers) > 1 else 4
    left = make_matrix(size, 3)
    right = make_matrix(size, 8)
    one, one_seconds = timed(left, right, 1)
    many, many_seconds = timed(left, right, threads)
    if one != many:
        sys.exit("the threads and the single thread disagree")
    trace = sum(many[index][index] for index in range(size))
    print(f"{size} x {size}: trace {trace}, sum {sum(map(sum, many))}")
    print(f"time: 1 thread {one_seconds:.3f} s, {threads} threads {many_seconds:.3f} s")
    print(f"time: speed-up {one_seconds / many_seconds:.2f}")


if __name__ == "__main__":
    main()
