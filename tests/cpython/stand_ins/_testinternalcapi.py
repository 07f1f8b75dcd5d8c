"""For tests that ask for CPython's insides in a few places only: the file imports, those tests fail."""

import _thread
import sys


import sys


def get_recursion_depth():
    depth, frame = 0, sys._getframe(1)
    while frame is not None:
        depth, frame = depth + 1, frame.f_back
    return depth


def has_inline_values(object):
    return False


class SelfInterruptingContextManager:
    """Is interrupted as soon as it has been entered, and says whether it is inside."""

    def __init__(self):
        self._within = False

    def __enter__(self):
        self._within = True
        _thread.interrupt_main()
        return self

    def __exit__(self, kind, value, traceback):
        self._within = False

    def within(self):
        return self._within


def get_recursion_depth():
    frame, depth = sys._getframe(1), 0
    while frame is not None:
        frame, depth = frame.f_back, depth + 1
    return depth
