"""Private counters: arithmetic on locals, nothing shared. The others are measured against this.

Usage: private_counters.py [threads, default 2 [iterations]]
"""

from harness import measure


def work(iterations):
    total = 0
    for number in range(iterations):
        total += number & 1
    return total


if __name__ == "__main__":
    measure("private_counters", work, 10_000_000, lambda iterations: iterations // 2)
