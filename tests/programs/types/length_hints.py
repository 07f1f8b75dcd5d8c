# Who asks how many items there are, and what of the answer.
def show(f):
    try:
        print(repr(f()))
    except BaseException as e:
        print(type(e).__name__, e)


import operator


class Sized:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n

    def __iter__(self):
        return iter([1, 2, 3])


class Hinted(Sized):
    __len__ = None

    def __length_hint__(self):
        print("hint")
        if isinstance(self.n, BaseException):
            raise self.n
        return self.n


class Number:
    def __index__(self):
        print("index")
        return 3


def extend(v):
    made = [0]
    made.extend(v)
    return made


def extend_bytes(v):
    made = bytearray(b"0")
    made.extend(v)
    return made


for n in (-1, 2**70, -(2**70), "a", None, NotImplemented, True, ValueError("x"), TypeError("y"), 2**62, Number(), 5):
    for kind in (Sized, Hinted):
        if kind is Sized and isinstance(n, (BaseException, Number)):
            continue
        if kind is Sized and n == 2**62:
            continue
        print(kind.__name__, type(n).__name__)
        for f in (list, tuple, bytes, bytearray, set, sorted, extend, extend_bytes, operator.length_hint, lambda v: operator.length_hint(v, 7)):
            show(lambda: f(kind(n)))
