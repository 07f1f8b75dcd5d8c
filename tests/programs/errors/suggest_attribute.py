# AttributeError suggestions.
import sys
import math


class Point:
    def __init__(self):
        self.coordinate = 1
        self._private = 2

    def move(self): ...


def attempt(f):
    try:
        f()
    except (AttributeError, ImportError) as error:
        sys.excepthook(type(error), error, None)


attempt(lambda: Point().coordinat)
attempt(lambda: Point().mov())
attempt(lambda: Point().private)
attempt(lambda: Point().zzz)
attempt(lambda: [].apend(1))
attempt(lambda: "".uper())
attempt(lambda: math.squareroot)
attempt(lambda: math.sqr)
attempt(lambda: {}.itms)
attempt(lambda: (5).bitlength)
attempt(lambda: Point.Move)


def bad_import():
    from math import sqr


attempt(bad_import)
attempt(lambda: None.append)
Point().coordinates
