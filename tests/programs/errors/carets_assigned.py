"""A call whose result is all that a line is about has no marks when one name takes it; others do."""
import sys


def f():
    raise KeyError


class X:
    pass


x = X()

def one_name():
    z = f()


def two_names():
    y = z = f()


def unpacked():
    a, *b = f()


def attribute():
    x.y = f()


def item():
    x[0] = f()


def annotated():
    z: int = f()


for go in one_name, two_names, unpacked, attribute, item, annotated:
    try:
        go()
    except KeyError as e:
        sys.excepthook(type(e), e, e.__traceback__)
