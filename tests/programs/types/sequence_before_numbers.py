# A class derived from a list, with a base behind it that multiplies: the list's method answers, as a number's would.


class Multiplies:
    def __rmul__(self, other):
        return "never"

    def __mul__(self, other):
        return "never"


class Plain(list):
    pass


class Both(Plain, Multiplies):
    pass


class First(Multiplies, list):
    pass


def attempt(f):
    try:
        print(f())
    except TypeError as e:
        print("TypeError:", e)


both, plain, first = Both([1]), Plain([1]), First([1])
attempt(lambda: "a" * both)
attempt(lambda: both * "a")
attempt(lambda: 2.5 * both)
attempt(lambda: both * 2.5)
attempt(lambda: both * 2)
attempt(lambda: 2 * both)
attempt(lambda: "a" * plain)
attempt(lambda: plain * 2.5)
attempt(lambda: first * "a")
attempt(lambda: 2.5 * first)


def in_place():
    x = Both([1])
    x *= "a"
    return x


attempt(in_place)
