"""Arguments of `%` that pass for numbers and then are none: what says so by a TypeError is named like any other that is no number."""


class Text(str):
    def __float__(self):
        return 1.5

    def __index__(self):
        return iter([])


class IndexText:
    def __index__(self):
        return "a"


class IntText:
    def __int__(self):
        return "a"


class Refuses:
    def __index__(self):
        raise TypeError("mine")


class Fails:
    def __index__(self):
        raise ValueError("mine")


class IntFails:
    def __int__(self):
        raise ValueError("mine")


class Digits(str):
    def __float__(self):
        return 1.5


class Shown(Digits):
    def __repr__(self):
        return 1.5


odd = Text(), IndexText(), IntText(), Refuses(), Fails(), IntFails(), Digits("12"), Digits("x"), Shown()
for v in *odd, "a", None, 1.5, float("inf"), float("nan"), 3j, True, b"1":
    for f in "%d", "%i", "%x", "%o", "%X", "%5d", "%u", "%c", "%f", "%e":
        for template in f, f.encode():
            try:
                print(type(v).__name__, template, template % (v,))
            except Exception as e:
                print(type(v).__name__, template, type(e).__name__, e)
