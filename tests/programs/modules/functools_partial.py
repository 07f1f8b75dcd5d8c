from functools import Placeholder, partial, partialmethod


def show(*args, **kwargs):
    return args, kwargs


p = partial(show, 1, 2, x=3)
print(p(), p(4), p(y=5), p(4, x=9))
print(p.func is show, p.args, p.keywords)
q = partial(p, 10, z=1)
print(q.func is show, q.args, q.keywords, q())
p.note = "attribute"
print(p.note, partial(p, 7).func is p)
print(partial(int, base=2)("1011"), list(map(partial(pow, 2), range(5))), sorted([3, -5, 1], key=partial(max, 0)))
r = partial(print, "a", sep="-")
print(repr(r), repr(partial(len)))
s = partial(show, Placeholder, "second", Placeholder, "fourth", k=1)
print(s("first", "third"), s("first", "third", "fifth", k=2))
t = partial(s, "one")
print(t.args, t("three"), Placeholder, type(Placeholder)() is Placeholder)
for bad in (lambda: partial(), lambda: partial(5), lambda: partial(show, Placeholder), lambda: s("only one"), lambda: partial(show, x=Placeholder)):
    try:
        bad()
    except TypeError as e:
        print("TypeError", e)
for change in (lambda: setattr(p, "func", 1), lambda: delattr(p, "args")):
    try:
        change()
    except AttributeError as e:
        print("AttributeError", e)


class Cell:
    def __init__(self):
        self.alive = False

    def set_state(self, state, *, loud=False):
        self.alive = state
        return (state, loud)

    set_alive = partialmethod(set_state, True)
    set_dead = partialmethod(set_state, False, loud=True)
    bound = partial(lambda self, x: (type(self).__name__, x))


c = Cell()
print(c.set_alive(), c.alive, c.set_dead(), c.alive, c.set_alive(loud=True), c.bound(5), Cell.set_dead(c))


class Sub(partial):
    pass


print(Sub(len), isinstance(Sub(len), partial), Sub(len)("abc"))
loop = partial(show)
args = [loop]
print(partial(show, args, k={"a": 1})()[0][0][0]())
