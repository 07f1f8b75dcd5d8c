from collections import deque

d = deque(range(10), maxlen=4)
print(d, d.maxlen, len(d))
d.append(10)
print(d)
d.appendleft(-1)
print(d)
d.extend([1, 2, 3, 4, 5, 6])
print(d)
d.extendleft("abcde")
print(d)
print(d.copy(), d.copy().maxlen)
print(d + deque([9, 9]), d * 3)
try:
    d.insert(1, 0)
except IndexError as e:
    print(e)
try:
    d.maxlen = 9
except AttributeError as e:
    print(type(e).__name__)
empty = deque([1, 2], maxlen=0)
empty.append(1)
print(empty, empty.maxlen)
print(deque(maxlen=3), deque([1], maxlen=None).maxlen)


def tail(lines, n):
    return list(deque(lines, n))


print(tail((f"line {i}" for i in range(1000)), 3))


def moving_average(values, n):
    window = deque(maxlen=n)
    total = 0
    for v in values:
        if len(window) == n:
            total -= window[0]
        window.append(v)
        total += v
        yield total / len(window)


print([round(x, 3) for x in moving_average([40, 30, 50, 46, 39, 44], 3)])


class Log(deque):
    def append(self, item):
        super().append(item.upper())


log = Log(maxlen=2)
log.append("a")
log.append("b")
log.append("c")
log.note = "attributes too"
print(log, log.note, type(log.copy()).__name__, log.copy().maxlen)
d.__init__([1, 2, 3], 2)
print(d)
