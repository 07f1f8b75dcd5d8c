# NameError suggestions from locals, globals and built-ins.
import sys

greeting = "hello"


def attempt(f):
    try:
        f()
    except NameError as error:
        sys.excepthook(type(error), error, None)


def local():
    counter = 1
    return countr


def builtin():
    return prnt


def missing_self():
    class A:
        def __init__(self):
            self.blech = 1

        def method(self):
            return blech

    A().method()


def module():
    return math.pi


def nothing():
    return completely_unrelated_name


for f in (local, builtin, missing_self, module, nothing):
    attempt(f)


def last():
    return greting


last()
