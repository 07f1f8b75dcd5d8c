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
# A class derived from a container is as true as its own length says, or its `__bool__`.
from collections import OrderedDict, deque
for base in (list, dict, deque, set, frozenset, str, tuple, bytes, bytearray, OrderedDict):
    class Full(base):
        def __len__(self): return 7
    class Empty(base):
        def __len__(self): return 0
    class Never(base):
        def __bool__(self): return False
    arg = {1: 2} if issubclass(base, dict) else "a" if base is str else b"a" if base in (bytes, bytearray) else [1]
    print(base.__name__, bool(Full()), bool(Empty(arg)), bool(Never(arg)), bool(base()), bool(base(arg)), hasattr(base, "__bool__"), not Full(), (Full() and 1), "yes" if Empty(arg) else "no", [x for x in [1] if Full()], any([Full()]), any([Empty(arg)]))
    while Full():
        break
    else:
        print("not reached")
class Unclear:
    __bool__ = None
try:
    print(not Unclear())
except TypeError as error:
    print(error)
