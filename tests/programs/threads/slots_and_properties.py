"""Instances with __slots__ and properties, changed by several threads."""
import threading


class Point:
    __slots__ = ("x", "y", "_pair")

    def __init__(self):
        self.x = self.y = 0
        self._pair = (0, 0)

    @property
    def pair(self):
        return self._pair

    @pair.setter
    def pair(self, n):
        self._pair = (n, n)


point = Point()
bad = []


def work(number):
    for i in range(400):
        point.pair = (number, i)
        a, b = point.pair
        if a != b:
            bad.append((a, b))
        point.x = point.y = [i]
        try:
            del point.x
        except AttributeError:
            pass
        try:
            point.x
        except AttributeError as e:
            if "x" not in str(e):
                bad.append(e)


threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(bad, len(point.y), point.pair[0] == point.pair[1])
