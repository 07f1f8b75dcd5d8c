"""Pancake flipping over every permutation: list slices and small integers.

Usage: fannkuch.py [size, default 10]
"""

import sys

PANCAKES = 8


def fannkuch(count):
    """Returns the alternating sum of the flips, and the most flips of any permutation."""
    stack = list(range(count))
    turns = [0] * count
    most = 0
    checksum = 0
    even = True
    while True:
        if stack[0]:
            flips = 0
            work = stack[:]
            top = work[0]
            while top:
                work[: top + 1] = work[top::-1]
                flips += 1
                top = work[0]
            if flips > most:
                most = flips
            checksum += flips if even else -flips
        even = not even

        # The next permutation: rotate ever longer prefixes until one is not back where it began.
        level = 1
        while level < count:
            stack.insert(level, stack.pop(0))
            turns[level] += 1
            if turns[level] <= level:
                break
            turns[level] = 0
            level += 1
        else:
            return checksum, most


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    total = 0
    for _ in range(3 * size):
        checksum, most = fannkuch(PANCAKES)
        total += checksum + most
    print(f"fannkuch {checksum} {most} {total}")


if __name__ == "__main__":
    main()
