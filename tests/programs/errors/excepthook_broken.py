# An error inside the hook is reported together with the original one.
import sys


def hook(kind, value, traceback):
    raise TypeError("hook failed")


sys.excepthook = hook
raise ValueError("original")
