import bisect

a = [1, 3, 3, 5, 7]
print([(x, bisect.bisect_left(a, x), bisect.bisect_right(a, x), bisect.bisect(a, x)) for x in range(9)])
print(bisect.bisect_left(a, 3, 2), bisect.bisect_left(a, 3, 0, 1), bisect.bisect(a, 5, lo=1, hi=3), bisect.bisect_left([], 1))
s = []
for x in [5, 1, 4, 1, 5, 9, 2, 6]:
    bisect.insort(s, x)
print(s)
bisect.insort_left(s, 5.0)
bisect.insort_right(s, 1.0)
print(s)
people = [("Al", 25), ("Mo", 30), ("Zoe", 41)]
print(bisect.bisect_left(people, 30, key=lambda p: p[1]), bisect.bisect(people, 30, key=lambda p: p[1]))
bisect.insort(people, ("Bo", 28), key=lambda p: p[1])
print(people)


def grade(score, breakpoints=(60, 70, 80, 90), grades="FDCBA"):
    return grades[bisect.bisect(breakpoints, score)]


print("".join(map(grade, [33, 99, 77, 70, 89, 90, 100])))
down = [9, 7, 5, 3]
print(bisect.bisect_left(down, -5, key=lambda v: -v), bisect.bisect_left("abcxyz", "m"), bisect.bisect_left(range(0, 1000, 7), 500))


class Log(list):
    def insert(self, i, x):
        print("insert", i, x)
        super().insert(i, x)


log = Log([1, 2])
bisect.insort(log, 1.5)
print(log)
for bad in (lambda: bisect.bisect([1], 1, -1), lambda: bisect.bisect([1], "a"), lambda: bisect.bisect(), lambda: bisect.bisect(5, 1),
            lambda: bisect.bisect_left([1], 1, 0, 5), lambda: bisect.insort((1,), 2), lambda: bisect.bisect([1], 1, 0, 1, None),
            lambda: bisect.bisect_left([1], 1, foo=2)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
