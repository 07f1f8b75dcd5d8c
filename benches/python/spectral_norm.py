"""Largest singular value of an infinite matrix by the power method: calls, generators and sums.

Usage: spectral_norm.py [size, default 10]
"""

import math
import sys

ORDER = 130


def element(row, column):
    diagonal = row + column
    return 1.0 / (diagonal * (diagonal + 1) // 2 + row + 1)


def times(vector):
    return [sum(element(row, column) * value for column, value in enumerate(vector)) for row in range(len(vector))]


def transposed_times(vector):
    return [sum(element(column, row) * value for column, value in enumerate(vector)) for row in range(len(vector))]


def spectral_norm(order, rounds):
    u = [1.0] * order
    v = u
    for _ in range(rounds):
        v = transposed_times(times(u))
        u = transposed_times(times(v))
    mixed = sum(a * b for a, b in zip(u, v))
    square = sum(b * b for b in v)
    return math.sqrt(mixed / square)


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    norm = 0.0
    for _ in range(size):
        norm = spectral_norm(ORDER, 10)
    print(f"spectral_norm {norm:.9f}")


if __name__ == "__main__":
    main()
