# How the last line reads for each kind of exception; the chain is printed at the end.
import sys


class Empty(Exception):
    pass


class Outer:
    class Inner(Exception):
        def __str__(self):
            return "from __str__"


class Broken(Exception):
    def __str__(self):
        raise ValueError("inside __str__")


def local():
    class Local(Exception):
        pass

    return Local


class Plain(BaseException):
    def __init__(self):
        pass


errors = [Empty(), Empty(""), Empty("text"), Empty("a", 1), Empty(None), Outer.Inner(), Broken(), local()("x"), Plain(), KeyError("k"), KeyError("a", "b"),
          StopIteration(5), OSError(2, "No such file or directory", "f.txt"), UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
          ValueError("tab\tand\nnewline"), AssertionError(), MemoryError(), NotImplementedError("later"), SystemError("s")]
last = None
for error in errors:
    error.__cause__ = last
    last = error
raise last
