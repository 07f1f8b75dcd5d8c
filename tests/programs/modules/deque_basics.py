from collections import deque

d = deque([1, 2, 3])
d.append(4)
d.appendleft(0)
print(d, len(d), bool(d), bool(deque()))
print(d.pop(), d.popleft(), d)
d.extend("ab")
d.extendleft("xy")
print(d)
d.rotate(2)
print(d)
d.rotate(-3)
print(d)
d.rotate()
print(list(d))
print(d[0], d[-1], d[3])
d[1] = "new"
del d[0]
print(d)
d.insert(2, "in")
d.insert(-1, "back")
d.insert(100, "end")
d.insert(-100, "start")
print(d)
d.remove("in")
print(d, d.count("end"), d.index("back"))
d.reverse()
print(d)
print("end" in d, "nope" in d)
c = d.copy()
c.clear()
print(c, d == d.copy(), d != c)
for bad in (lambda: deque().pop(), lambda: deque().popleft(), lambda: d.remove("zz"), lambda: d.index("zz"), lambda: d[99],
            lambda: d.__setitem__(99, 1), lambda: d.__delitem__(-99), lambda: d["a"], lambda: d[1:2], lambda: deque(5),
            lambda: deque([], -1), lambda: deque([], "x"), lambda: deque([1], 2, 3), lambda: hash(d), lambda: d < [1],
            lambda: d + [1], lambda: d * "a", lambda: d.rotate("a"), lambda: d.append(), lambda: d.pop(1)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
print(deque([1, 2]) + deque([3]), deque([1, 2]) * 2, 2 * deque("a"))
d = deque([1])
d += [2, 3]
d *= 2
print(d)
print(deque([1, 2]) < deque([1, 3]), deque([1]) < deque([1, 0]), deque([2]) >= deque([1, 9]), deque([1]) == [1])
d.append(d)
print(d)
print(type(d), type(iter(d)).__name__, isinstance(d, deque))
# An index that is none, in an operator's words and in the method's.
for key in (1.0, "x", None, 10**30, 1j, []):
    for call in (lambda: d[key], lambda: d.__getitem__(key), lambda: d.__setitem__(key, 1), lambda: d.__delitem__(key)):
        try:
            print(call())
        except Exception as error:
            print(type(error).__name__, error)
# A derived class is shown and compared by what it gives as its items.
class Other(deque):
    def __iter__(self):
        return iter([7, 8])
class Broken(deque):
    def __iter__(self):
        return 3
o = Other([1, 2])
print(o, str(o), o == deque([7, 8]), o == deque([1, 2]), deque([7, 8]) == o, o < deque([7, 9]), o == Other([1, 2]), o == deque([7, 8, 9]), len(o), list(o), o + o, o * 2)
b = Broken([1])
for call in (lambda: repr(b), lambda: b == b, lambda: b < deque([1]), lambda: deque([1]) == b, lambda: b == deque(), lambda: list(b), lambda: len(b)):
    try:
        print(call())
    except TypeError as error:
        print(error)
