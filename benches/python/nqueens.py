"""Eight queens by brute force over permutations: generators, sets, tuples.

Usage: nqueens.py [size, default 10]
"""

import sys


def permutations(items, length=None):
    """Permutations in lexicographic order of position, written out as a generator."""
    pool = tuple(items)
    count = len(pool)
    length = count if length is None else length
    order = list(range(count))
    cycles = list(range(count - length + 1, count + 1))[::-1]
    yield tuple(pool[index] for index in order[:length])
    while count:
        for place in reversed(range(length)):
            cycles[place] -= 1
            if cycles[place] == 0:
                order[place:] = order[place + 1 :] + order[place : place + 1]
                cycles[place] = count - place
            else:
                other = cycles[place]
                order[place], order[-other] = order[-other], order[place]
                yield tuple(pool[index] for index in order[:length])
                break
        else:
            return


def solutions(queens):
    columns = range(queens)
    for rows in permutations(columns):
        rising = {rows[column] + column for column in columns}
        falling = {rows[column] - column for column in columns}
        if len(rising) == len(falling) == queens:
            yield rows


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    checksum = 0
    for _ in range(3 * size // 2):
        found = list(solutions(8))
        for number, rows in enumerate(found):
            for column, row in enumerate(rows):
                checksum = (checksum + (number + 1) * (column + 1) * row) % 1_000_003
    print(f"nqueens {len(found)} {checksum}")


if __name__ == "__main__":
    main()
