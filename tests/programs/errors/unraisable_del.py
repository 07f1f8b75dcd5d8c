# An exception in __del__ is reported and ignored; the hook can be replaced.
import sys


class Bad:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        raise ValueError("in del of " + self.name)


def hook(info):
    print("hook:", info.exc_type.__name__, info.exc_value, str(info.err_msg).split(" <")[0], info.object is not None, info.exc_traceback is not None)


sys.unraisablehook = hook


def make():
    b = Bad("local")
    print("made")


make()
print("after")
b = Bad("global")
b = None
print("rebound")
print("end")
