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
