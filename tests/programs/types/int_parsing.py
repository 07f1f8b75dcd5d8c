"""Text and bytes read as integers in many bases."""
for text in ("12", " -7 ", "+1_000", "0x1f", "0b101", "0o17", "١٢٣", "", "1__0", "_1", "0x", "--1", "1.5", "abc"):
    for base in (10, 0, 16):
        try:
            print(repr(text), base, int(text, base))
        except ValueError as error:
            print(repr(text), base, error)
print(int("zz", 36), int("-1010", 2), int(b"77", 8), int(bytearray(b"12")), int("7" * 60))
print(int(3.99), int(-3.99), int(True), int(), int(" 42\n"))
for arguments in ((None,), ([],), ("1", 1), ("1", 37), (5, 10), ("1", "2"), (float("nan"),), (float("inf"),), (object(),)):
    try:
        print(int(*arguments))
    except Exception as error:
        print(type(error).__name__, str(error).split(" at 0x")[0])
class Celsius:
    def __init__(self, degrees):
        self.degrees = degrees
    def __int__(self):
        return int(self.degrees)
    def __index__(self):
        return self.degrees
print(int(Celsius(21)), [10, 20, 30][Celsius(1)], hex(Celsius(255)), range(Celsius(3)))
# A base out of all bounds is no base, whatever it is for.
for base in (10**30, -(10**30), 2**63, 37, 1, -1, True, 2**32 + 10, 1.0, None):
    for value in ("1", b"1", 1, [], ""):
        try:
            print(int(value, base), end=" ")
        except Exception as error:
            print(type(error).__name__, error, end=" ")
    print()
# What a class derived from text says of numbers goes before its text.
class Text(str):
    def __int__(self):
        return 5
    def __float__(self):
        return 2.5
class Place(str):
    def __index__(self):
        return 1
class Nothing(bytes):
    __int__ = __float__ = None
print(int(Text("3")), float(Text("3")), int(Place("7")), float(Place("7")), int(Text("11"), 2))
for kind in (int, float):
    try:
        print(kind(Nothing(b"3")))
    except TypeError as error:
        print(error)
