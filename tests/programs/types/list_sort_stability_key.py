"""Sorting: stable, with keys, in both directions, and with objects that compare oddly."""
people = [("Ann", 30), ("Bob", 25), ("Cid", 30), ("Dan", 25), ("Eve", 35)]
print(sorted(people, key=lambda p: p[1]), sorted(people, key=lambda p: p[1], reverse=True), sep="\n")
print(sorted(people, key=lambda p: (-p[1], p[0])), max(people, key=lambda p: p[1]), min(people, key=lambda p: p[1]), sep="\n")
words = "the Quick brown Fox jumps Over".split()
print(sorted(words), sorted(words, key=str.lower), sorted(words, key=len), sorted(words, key=lambda w: w[::-1]))
numbers = [(i * 7919) % 1009 for i in range(1000)]
by_last = sorted(numbers, key=lambda n: n % 10)
print(sorted(numbers) == sorted(reversed(numbers)), by_last[:5], sorted(numbers)[::250], sorted(numbers, reverse=True)[:3])
mixed = [1.5, 1, True, 0, -2, 10**20, 2.5]
print(sorted(mixed), sorted([[2, 1], [1, 5], [1]]), sorted([(1, "b"), (1, "a")]), sorted("hello"), sorted({3: 1, 1: 2}))
class Backwards:
    def __init__(self, n):
        self.n = n
    def __lt__(self, other):
        return self.n > other.n
    def __repr__(self):
        return f"B{self.n}"
print(sorted([Backwards(i) for i in (2, 3, 1)]), max(Backwards(1), Backwards(2)).n if hasattr(Backwards, "__gt__") else None)
calls = []
sorted([3, 1, 2], key=lambda x: calls.append(x) or x)
print(calls)
def meddle():
    data = [3, 1, 2]
    data.sort(key=lambda x: data.append(x) or x)
for action in (lambda: sorted([1, "a"]), lambda: sorted([None, 1]), lambda: sorted([1], key=5), lambda: sorted(), lambda: sorted([1], 2), lambda: sorted(5), meddle, lambda: sorted([1, 2], key=lambda x: 1 / 0)):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
