"""What is thrown into a generator that handles an exception has that for its context."""

import sys


def handling():
    try:
        raise KeyError("a")
    except KeyError:
        yield


def outer():
    try:
        raise OSError("outer")
    except OSError:
        yield from handling()


for make in handling, outer:
    g = make()
    next(g)
    try:
        g.throw(ValueError("b"))
    except ValueError as e:
        print(repr(e), repr(e.__context__), repr(e.__context__.__context__))


def plain():
    yield


g = plain()
next(g)
try:
    try:
        raise KeyError("not inside")
    except KeyError:
        g.throw(ValueError("c"))
except ValueError as e:
    print(repr(e), repr(e.__context__), sys.exception() is e)


class Odd(Exception):
    def __new__(cls):
        return 5


g = plain()
try:
    g.throw(Odd)
except TypeError as e:
    print(str(e)[:20], list(g))
