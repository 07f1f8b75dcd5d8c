"""bool is an int with two values and its own operators."""
print(True + True, True * 5, -True, ~0, True // 1, True / 2, True << 3)
print(True & False, True | False, True ^ True, True & 1, type(True & True), type(True & 1))
print(repr(True), str(False), f"{True}", f"{True:d}", f"{False:>6}|{True!r:>6}", "%s %d" % (True, True))
print(bool(), bool(0), bool(""), bool([0]), bool(0.0), bool("False"), bool(None), bool(object()))
print(isinstance(True, int), issubclass(bool, int), True == 1, [10, 20][True], {True: "x"}[1])
print(sum([True, False, True]), sorted([True, False]), int(True), float(False), hash(True))
print(True.bit_length(), True.numerator, True.real, bool.__mro__)
class Empty:
    def __len__(self):
        return 0
class Stubborn:
    def __bool__(self):
        return "yes"
print(bool(Empty()), not Empty(), [] and 1, [] or "default", 0 or None or "last", 1 and 2)
for action in (lambda: bool(Stubborn()), lambda: bool(1, 2), lambda: type("B", (bool,), {}), lambda: bool(x=1)):
    try:
        print(action())
    except TypeError as error:
        print(error)
