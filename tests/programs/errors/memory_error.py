# Sizes that cannot be had are MemoryError or OverflowError and the program goes on.
for action in (lambda: [0] * (1 << 62), lambda: "x" * (1 << 62), lambda: b"x" * (1 << 62), lambda: bytearray(1 << 62), lambda: (1,) * (1 << 62),
               lambda: [0] * (1 << 70), lambda: "ab" * (1 << 63)):
    try:
        print(action())
    except (MemoryError, OverflowError) as error:
        print(type(error).__name__, error)
items = [1, 2]
try:
    items *= 1 << 62
except MemoryError:
    print("in place", items)
print("went on")
