"""Messages about an argument of the wrong type: those of parsed arguments name the value `None`, others its type."""

import collections
import heapq
import io
import struct
import sys
import types


def t(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


t(lambda: heapq.heappush(None, 1))
t(lambda: heapq.heapify(None))
t(lambda: sys.intern(None))
t(lambda: format(1, None))
t(lambda: "a".__format__(None))
t(lambda: Exception().add_note(None))
t(lambda: ExceptionGroup(None, []))
t(lambda: type(None, (), {}))
t(lambda: type("A", None, {}))
t(lambda: type("A", (), None))
t(lambda: io.BytesIO().readinto(None))
t(lambda: open("a", None))
t(lambda: UnicodeDecodeError("a", None, 1, 1, "a"))
t(lambda: UnicodeEncodeError("a", "b", None, 1, "a"))
t(lambda: UnicodeEncodeError("a", "b", 1, 1, None))
t(lambda: struct.pack_into("i", None, 0))
t(lambda: struct.pack_into("i", bytearray(4), None, 1, 2))
t(lambda: struct.pack_into("i", bytearray(4), 0, 1, 2))
t(lambda: types.MethodType(print, None))
t(lambda: eval("1", 1))
t(lambda: exec("1", 1))
t(lambda: eval("1", frozendict()))
t(lambda: type("A", (), frozendict(a=2)).a)


class Odd:
    def __iter__(self):
        return "text"

    def __len__(self):
        return -4


class Deque(Odd, collections.deque):
    pass


class Set(Odd, set):
    pass


t(lambda: repr(Deque()))
t(lambda: list(Deque()))
t(lambda: {*Set()})
t(lambda: {1, *Set({2})})
