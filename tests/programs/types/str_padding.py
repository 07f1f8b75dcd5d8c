"""Padding and alignment methods."""
for s in ("ab", "é→", "", "longer than ten"):
    print([s.center(10), s.center(9, "*"), s.ljust(10, "."), s.rjust(10, "-"), s.zfill(10), s.center(3), s.ljust(-1)])
print("-42".zfill(6), "+7".zfill(4), "--1".zfill(5), "x".center(4), "x".center(5), "xy".center(5), "xy".center(4))
rows = [("apple", 3, 1.5), ("kiwi", 12, 0.25), ("watermelon", 1, 12.0)]
for name, count, price in rows:
    print(name.ljust(12) + str(count).rjust(5) + f"{price:.2f}".rjust(8))
print("=" * 25, "-" * 0 + "|")
for action in (lambda: "a".center(), lambda: "a".center("5"), lambda: "a".ljust(5, "ab"), lambda: "a".rjust(5, 1), lambda: "a".zfill("x"), lambda: "a".center(5, ""), lambda: "a".zfill()):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
# A size of tabs is a C int.
for value in ("a\tb", b"a\tb", bytearray(b"a\tb")):
    for size in (3, 0, -1, 2**31, 2**62, 2**63, -(2**31), -(2**31) - 1, -(2**63) - 1, True, 1.0, None):
        try:
            print(repr(value.expandtabs(size)))
        except Exception as error:
            print(type(error).__name__, error)
