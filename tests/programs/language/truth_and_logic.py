# Truth of objects, short circuits, conditional expressions, chained and mixed logic.
class Flag:
    def __init__(self, name, value):
        self.name, self.value = name, value

    def __bool__(self):
        print(f"bool({self.name})", end=" ")
        return self.value

    def __repr__(self):
        return self.name


T, F = Flag("T", True), Flag("F", False)
print(T and F, F and T, T or F, F or T, not T, not F)
print(T and T and F, F or F or T, T or F and F, (T or F) and F, not (T and F), not T or T)
print(1 if T else 2, 1 if F else 2, 1 if T and F or T else 2, (1 if F else 2) if T else 3, 1 if not F else 2)
if T and not F:
    print("both")
if F or (T and F) or not T:
    print("never")
elif T:
    print("elif")
while F:
    print("never")
print([x for x in (T, F) if x], [x for x in (T, F) if not x and T])
assert T, "fine"
print([bool(v) for v in (0, 0.0, "", b"", (), [], {}, set(), range(0), None, False, False)])
print([bool(v) for v in (1, -0.5, " ", b"\0", (0,), [None], {0: 0}, {0}, range(1), True, object(), print, int, ...)])
print(None or "default", 0 or None or [], "" or (), [] and 1 / 0, 1 and "last", "x" and "" and 1 / 0)
print(True + True, True == 1, True is True, isinstance(True, int), {True: "a", 1: "b"}, [False, True][True])
print(True & False, True | False, True ^ True, ~5, not 5, not not 5, -True, +False, True << 3)
print(any([F, T]), all([T, F]), any([]), all([]), sum([True, True]), max(True, 2), min(False, 1))
print(1 < 2 and 2 < 3 or 1 / 0, not 1 == 2, not (1 == 2), 1 == 2 == 0, (1 == 2) == 0, 1 in [1] == True)
x = 5
print(0 < x < 10 and not x == 7, x and x > 3 and "big" or "small", x > 10 or x < 3 or "middle")
print("a" if 0 else "b" if 0 else "c", [i if i % 2 else -i for i in range(4)], (lambda v: v if v else "none")(0))
