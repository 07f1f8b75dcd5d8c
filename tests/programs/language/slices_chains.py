# Slices and chained comparisons.
letters = list("abcdefgh")
print(letters[2:5], letters[:3], letters[5:], letters[-3:], letters[:-5], letters[::2], letters[::-1], letters[-1:-5:-2])
print(letters[100:], letters[-100:2], letters[3:1], letters[5:1:-1], "hello"[1:4], (1, 2, 3)[1:], b"bytes"[::2], range(10)[2:8:3])
letters[1:3] = "XYZ"
print(letters)
letters[::3] = [1, 2, 3]
print(letters)
del letters[::2]
print(letters)
letters[2:2] = ["in", "serted"]
letters[:0] = ["front"]
letters[len(letters) :] = ["back"]
print(letters)
letters[:] = []
print(letters)
s = slice(1, None, 2)
print(s, s.start, s.stop, s.step, s.indices(6), [0, 1, 2, 3][s], slice(3), slice(1, 2) == slice(1, 2))
numbers = [1, 2, 3]
for action in (lambda: numbers.__setitem__(slice(None, None, 2), [1]), lambda: numbers["a":], lambda: numbers.__setitem__(slice(0, 1), 5),
               lambda: numbers[:: 0], lambda: "abc"[1:"x"], lambda: (1,)[{}:]):
    try:
        print(action())
    except (ValueError, TypeError) as error:
        print(error)
numbers[0:2] += [9]
print(numbers)


def trace(x):
    print("eval", x, end="; ")
    return x


print(trace(1) < trace(2) < trace(3))
print(trace(1) > trace(2) < trace(3))
print(trace(1) == trace(1) != trace(2) in [2] is not None)
print(1 < 2 > 0, 1 < 3 < 2, "a" < "b" <= "b", 1 == 1.0 == True, 3 in [3] in [[3]], None is None is not False)
x = 5
print(0 <= x < 10, not 0 <= x < 3, (1 < 2) == True, 1 < (2 == 2))


class Odd:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        print("lt", self.n)
        return []

    def __gt__(self, other):
        return "yes"


print(Odd(1) < Odd(2) < Odd(3), 1 < Odd(2), Odd(1) < 2 > 3)
for left, right in ((1, "a"), (None, None), ([], ()), ({}, {}), (1, []), (object, object)):
    try:
        print(left < right)
    except TypeError as error:
        print(error)
print([1, 2] < [1, 3], (1,) < (1, 0), [1, "a"] < [2, 5], "Z" < "a", b"a" < b"b", {1} < {1, 2}, [] == (), 0 == False)
if (n := len("walrus")) > 3 and (half := n // 2):
    print(n, half)
while (n := n - 1) > 3:
    print("n", n)
print([y := 10, y**2, (y := y + 1)], y, f"{(w := 5)}", w)
print((a := 1, b := 2), a, b, (c := (1, 2)), {(k := "key"): (v := "value")}, k, v)
