# Each kind of failing expression, printed as a program prints it when it stops: one thread of errors chained together.
class Thing:
    pass


def subscript():
    table = {"a": {"b": 1}}
    return table["a"]["c"]["d"]


def binary():
    try:
        subscript()
    finally:
        left, right = 1, "x"
        print(left * 2 + right)


def attribute():
    try:
        binary()
    except TypeError:
        thing = Thing()
        thing.first.second.third = 5


def call():
    try:
        attribute()
    except AttributeError:
        print(len(5), max(*[1]), sum)


def compare():
    try:
        call()
    except TypeError:
        return 1 < 2 < "three" < 4


def in_place():
    try:
        compare()
    except TypeError:
        value = [1]
        value[0] += "text"


def unpack():
    try:
        in_place()
    except TypeError:
        a, b = 1, 2
        a, (b, c) = 1, 2


def unary():
    try:
        unpack()
    except TypeError:
        return -"negative", not 1


def comprehension():
    try:
        unary()
    except TypeError:
        return [n / d for n in [1, 2] for d in (1, 0)]


def multi_line():
    try:
        comprehension()
    except ZeroDivisionError:
        return sorted(
            [3, 1, "two"],
            key=lambda item: item,
        )


def fstring():
    try:
        multi_line()
    except TypeError:
        return f"{1} and {1:{'z'}}"


def wide():
    try:
        fstring()
    except ValueError:
        überschrift = "ä"; 漢字 = {}
        return überschrift + "漢字" + 漢字["ключ"]


def deletion():
    try:
        wide()
    except KeyError:
        d = {}
        del d["nothing"]


def imports():
    try:
        deletion()
    except KeyError:
        from math import nothing_like_this


def slices():
    try:
        imports()
    except ImportError:
        return "abc"[1:2]["x"]


def methods():
    try:
        slices()
    except TypeError:
        return "abc".upper().center("x").lower()


def assertion():
    try:
        methods()
    except TypeError:
        assert 1 + 1 == 3, "arithmetic"


def with_block():
    try:
        assertion()
    except AssertionError:
        with Thing() as t:
            pass


def loop():
    try:
        with_block()
    except TypeError:
        for x in 5:
            pass


def wrong_arguments():
    try:
        loop()
    except TypeError:
        subscript(1, 2)


def raising():
    try:
        wrong_arguments()
    except TypeError:
        raise ValueError("the last one")


raising()
