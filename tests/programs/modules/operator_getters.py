from operator import attrgetter, itemgetter, methodcaller


class Person:
    def __init__(self, name, age, friend=None):
        self.name, self.age, self.friend = name, age, friend

    def greet(self, word="hello", *, mark="."):
        return f"{word} {self.name}{mark}"

    def __repr__(self):
        return f"Person({self.name!r})"


people = [Person("Zoe", 30), Person("Al", 25), Person("Mo", 30)]
people[0].friend = people[1]
print(sorted(people, key=attrgetter("name")), sorted(people, key=attrgetter("age", "name")), max(people, key=attrgetter("age")))
print(attrgetter("friend.name")(people[0]), attrgetter("friend.name", "age")(people[0]), attrgetter("name.upper")(people[2])())
rows = [("b", 2, 9), ("a", 2, 8), ("c", 1, 7)]
print(sorted(rows, key=itemgetter(0)), sorted(rows, key=itemgetter(1, 0)), list(map(itemgetter(2), rows)), itemgetter(slice(1, None))(rows[0]))
print(itemgetter("x")({"x": 1}), itemgetter("x", "y")({"x": 1, "y": 2}), itemgetter(-1)("abc"), dict(map(itemgetter(0, 2), rows)))
print(methodcaller("greet")(people[0]), methodcaller("greet", "hi", mark="!")(people[1]), list(map(methodcaller("upper"), ["a", "b"])))
print(methodcaller("split", ",", maxsplit=1)("a,b,c"))
print(itemgetter(1), itemgetter(1, "a"), attrgetter("a"), attrgetter("a.b", "c"), methodcaller("m"), methodcaller("m", 1, k="v"))
print(type(itemgetter(1)), type(attrgetter("a")), type(methodcaller("m")))
for bad in (lambda: itemgetter(), lambda: itemgetter(1)(), lambda: itemgetter(1)([0]), lambda: itemgetter(1)(5), lambda: itemgetter("k")({}),
            lambda: itemgetter(1)([1, 2], 3), lambda: itemgetter(1)(obj=[1]), lambda: attrgetter(), lambda: attrgetter(5), lambda: attrgetter("x")(5),
            lambda: attrgetter("a.b")(people[0]), lambda: attrgetter("a")(1, 2), lambda: methodcaller(), lambda: methodcaller(5),
            lambda: methodcaller("nope")(5), lambda: methodcaller("upper")(), lambda: methodcaller("greet", 1, 2)(people[0])):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
