"""What does not fit into an item of a view, and what a number that is asked says of it."""

import array
import struct


class F:
    def __float__(s):
        raise ValueError("v")


class O:
    def __float__(s):
        raise OverflowError("o")


class T:
    def __float__(s):
        raise TypeError("t")


class K:
    def __float__(s):
        raise KeyError("k")


class I:
    def __init__(s, e):
        s.e = e

    def __index__(s):
        raise s.e("x")


class C:
    def __complex__(s):
        raise ValueError("c")


for f in "dfbBhHiIlLqQnNP?c":
    for v in (
        10**400,
        F(),
        O(),
        T(),
        K(),
        I(ValueError),
        I(TypeError),
        I(OverflowError),
        I(KeyError),
        None,
        "a",
        b"a",
        b"ab",
        1.5,
        1e300,
        300,
        -1,
    ):
        m = memoryview(bytearray(16)).cast(f)
        try:
            m[0] = v
            r = m.tobytes().hex()[:20]
        except Exception as e:
            r = repr(e)
        print(f, type(v).__name__ if not isinstance(v, (int, float)) else str(v)[:5], r)

for v in (10**400, F(), O(), T(), K()):
    for fn in (
        lambda: array.array("d", [v]),
        lambda: struct.pack("d", v),
        lambda: array.array("f", [v]),
        lambda: struct.pack("f", v),
        lambda: struct.pack("e", v),
    ):
        try:
            r = fn()
        except Exception as e:
            r = repr(e)
        print(type(v).__name__, r)
