"""Attributes of one shared instance, read by every thread.

Usage: shared_attribute.py [threads, default 2 [iterations]]
"""

from harness import measure


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


if __name__ == "__main__":
    measure("shared_attribute", work, 4_000_000, lambda iterations: 2 * iterations)
