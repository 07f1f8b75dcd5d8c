"""Generators of every kind: tree walks, pipelines, `yield from`, `send`, a sieve of filters.

Usage: generators.py [size, default 10]
"""

import itertools
import sys


class Tree:
    def __init__(self, left, value, right):
        self.left = left
        self.value = value
        self.right = right

    def __iter__(self):
        if self.left is not None:
            yield from self.left
        yield self.value
        if self.right is not None:
            yield from self.right


def make_tree(low, high):
    if low >= high:
        return None
    middle = (low + high) // 2
    return Tree(make_tree(low, middle), middle, make_tree(middle + 1, high))


def count_up():
    number = 2
    while True:
        yield number
        number += 1


def without_multiples(numbers, prime):
    for number in numbers:
        if number % prime:
            yield number


def primes():
    numbers = count_up()
    while True:
        prime = next(numbers)
        yield prime
        numbers = without_multiples(numbers, prime)


def running_mean():
    total = count = 0
    mean = None
    while True:
        value = yield mean
        total += value
        count += 1
        mean = total // count


def pipeline(limit):
    squares = (number * number for number in range(limit))
    odd = (square for square in squares if square & 1)
    pairs = zip(odd, itertools.count(1))
    return sum(square % index for square, index in pairs)


def hanoi(discs, source, target, spare):
    if discs:
        yield from hanoi(discs - 1, source, spare, target)
        yield source * 3 + target
        yield from hanoi(discs - 1, spare, target, source)


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    tree = make_tree(0, 20_000)
    checksum = 0
    for _ in range(3 * size):
        checksum += sum(value for value in tree)
        checksum += sum(itertools.islice(primes(), 180))
        mean = running_mean()
        next(mean)
        for value in range(60_000):
            checksum += mean.send(value) & 1
        checksum += pipeline(150_000)
        checksum += sum(hanoi(13, 0, 1, 2))
    print(f"generators {checksum}")


if __name__ == "__main__":
    main()
