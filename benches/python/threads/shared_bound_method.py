"""One bound method, called by every thread.

Usage: shared_bound_method.py [threads, default 2 [iterations]]
"""

from harness import measure


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


if __name__ == "__main__":
    measure("shared_bound_method", work, 4_000_000)
