"""Every method of list and its errors."""
items = [3, 1, 2]
items.append(5)
items.extend((4, 6))
items.insert(0, 0)
items.insert(-1, 9)
items.insert(99, 7)
print(items, items.pop(), items.pop(0), items.index(2), items.index(4, 2), items.count(1), len(items))
items.remove(9)
items.reverse()
print(items, items.copy() is items, items[:] == items)
items.sort()
print(items, sorted(items, reverse=True), items.sort(key=lambda x: -x), items)
items += "ab"
items *= 2
print(items, 3 in items, "z" not in items)
items.clear()
print(items, [1, 2] + [3], [0] * 3, [] == [], [1, 2] < [1, 3], [1] < [1, 0], [2] > [1, 9], list("abc"), list(range(3)), list({1: 2}))
nested = [[]] * 2
nested[0].append(1)
recursive = [1]
recursive.append(recursive)
print(nested, recursive, list(reversed([1, 2, 3])), [*range(3), *"ab"])
class Loud(list):
    def append(self, value):
        super().append(value * 2)
loud = Loud([1])
loud.append(5)
print(loud, type(loud[:]), type(loud + [1]), isinstance(loud, list), loud == [1, 10])
for action in (lambda: [].pop(), lambda: [1].pop(5), lambda: [].remove(1), lambda: [].index(1), lambda: [1][1], lambda: [1] + (2,), lambda: [1] * "a", lambda: [1] < ["a"], lambda: hash([]), lambda: [].append(), lambda: [].insert(1), lambda: list(1), lambda: [].sort(1), lambda: [1, "a"].sort(), lambda: [].extend(1), lambda: [1].index(1, "a"), lambda: list(x=1)):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
