# What is added to a deque is gone through, by a method of its class if it has one.
from collections import deque


class Backwards(deque):
    def __iter__(self):
        return reversed(self)


class Nothing(deque):
    def __init__(self, *args):
        pass

    def __iter__(self):
        return True


print(deque([1, 2]) + Backwards([3, 4]))
print(Backwards([3, 4]) + deque([1, 2]), type(Backwards([3, 4]) + deque([1, 2])))
d = deque([1, 2], 3)
print(d + Backwards([3, 4]))
d += Backwards([3, 4])
print(d)
for f in (lambda: Nothing() + Nothing(), lambda: deque() + Nothing(), lambda: deque() + [1]):
    try:
        print(f())
    except TypeError as e:
        print(e)
