"""Dictionaries built, read, changed and taken apart: int, str and tuple keys.

Usage: dict_build.py [size, default 10]
"""

import sys


def int_keys(count):
    table = {}
    key = 1
    for index in range(count):
        key = (key * 1103515245 + 12345) & 0xFFFF
        table[key] = table.get(key, 0) + index
    return len(table) + sum(table.values())


def str_keys(count):
    names = ["field" + str(index) for index in range(count)]
    table = {name: len(name) for name in names}
    for name in names[::3]:
        del table[name]
    found = 0
    for name in names:
        if name in table:
            found += table[name]
    for name in names[::3]:
        table.setdefault(name, []).append(name)
    return found + sum(1 for value in table.values() if isinstance(value, list))


def tuple_keys(side):
    grid = {}
    for row in range(side):
        for column in range(side):
            grid[row, column] = row ^ column
    total = 0
    for (row, column), value in grid.items():
        total += value * grid.get((column, row + 1), 1)
    return total


def small_dicts(count):
    total = 0
    for index in range(count):
        record = {"id": index, "name": "x", "next": index + 1}
        record["total"] = record["id"] + record["next"]
        total += record.pop("total") + len({**record, "extra": index})
    return total


def grouping(count):
    groups = {}
    for index in range(count):
        groups.setdefault(index * index % 97, []).append(index)
    merged = {}
    for key, members in groups.items():
        merged.update({key: len(members), -key: members[-1]})
    return sum(key * value for key, value in merged.items())


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    checksum = 0
    for _ in range(size):
        parts = (int_keys(200_000), str_keys(60_000), tuple_keys(200), small_dicts(60_000), grouping(100_000))
        for part in parts:
            checksum = (checksum * 31 + part) % 1_000_000_007
    print(f"dict_build {checksum}")


if __name__ == "__main__":
    main()
