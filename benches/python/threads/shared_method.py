"""Calls of a method of one shared instance.

Usage: shared_method.py [threads, default 2 [iterations]]
"""

from harness import measure


class Tariff:
    def __init__(self, base):
        self.base = base

    def price(self, amount):
        return amount + self.base


TARIFF = Tariff(1)


def work(iterations):
    tariff = TARIFF
    value = 0
    for _ in range(iterations):
        value = tariff.price(value)
    return value


if __name__ == "__main__":
    measure("shared_method", work, 5_000_000)
