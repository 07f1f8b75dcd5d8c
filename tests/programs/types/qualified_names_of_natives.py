# `__qualname__` of what is not written in Python: of functions, methods, slots and attributes.
import array
import collections
import functools
import itertools
import math
import operator
import struct
import sys
from collections import deque


class Slots:
    __slots__ = ("a",)

    class Inner(dict):
        pass


for o in (
    deque().append, deque.append, deque.__len__, deque().__len__, deque.maxlen, deque.__new__, deque.__class_getitem__, deque().__iter__, iter(deque()).__next__,
    itertools.chain.from_iterable, itertools.chain, itertools.count().__next__, itertools.chain().__iter__, array.array("i").append, array.array.append,
    functools.partial, functools.partial(int).__call__, [].append, list.append, "".join, str.join, dict.fromkeys, bytes.fromhex, (1).__add__, int.__add__,
    object().__eq__, object.__init_subclass__, type.mro, int.mro, math.sin, len, sys.exit, collections.defaultdict, operator.itemgetter(1).__call__,
    (i for i in []).send, Exception().with_traceback, Exception.with_traceback, memoryview(b"").cast, struct.Struct("i").pack, iter([]).__next__,
    property().getter, super(int, True).__init__, type.__dict__["__name__"], slice(1).indices, range(1).index, complex(1).conjugate, int.real,
    float.fromhex, object.__new__, int.__new__, Slots.a, Slots.Inner.fromkeys, Slots.Inner().update, vars(dict)["fromkeys"], BaseException.args,
):  # fmt: skip
    print(o.__qualname__, o.__name__, type(o).__name__)
