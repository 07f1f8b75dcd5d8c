"""frozenset as key and element; equal sets have equal hashes."""
a, b = frozenset([1, 2, 3]), frozenset([3, 2, 1])
print(a == b, hash(a) == hash(b), {a: "found"}[b], len({a, b, frozenset("ab")}), a is frozenset(a), a.copy() is a)
print(sorted(a | {9}), sorted(a & {1}), sorted(a - {1}), sorted(a ^ {1, 9}), type(a | {9}), type({9} | a))
family = {frozenset(), frozenset([frozenset()])}
print(len(family), frozenset() in family, {1, 2} in {frozenset({1, 2})}, frozenset("abc") >= frozenset("ab"))
def powerset(items):
    result = {frozenset()}
    for item in items:
        result |= {s | {item} for s in result}
    return result
print(len(powerset("abcd")), sorted(map(sorted, powerset("abc"))))
class Tag(frozenset):
    def __repr__(self):
        return "Tag" + str(sorted(self))
print(Tag("ab"), Tag("ab") == frozenset("ab"), hash(Tag("ab")) == hash(frozenset("ab")), type(Tag("a") | Tag("b")).__name__)
a |= {4}
print(sorted(a), sorted(b), hash(frozenset()) == hash(frozenset([])))
for action in (lambda: a.add(1), lambda: frozenset([[]]), lambda: a[0], lambda: frozenset(1), lambda: frozenset(x=1), lambda: a < 3):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
