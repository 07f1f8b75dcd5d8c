# The hook may exit.
import sys


def hook(kind, value, traceback):
    print("leaving from the hook")
    sys.exit(17)


sys.excepthook = hook
print(sys.__excepthook__ is not hook)
raise ValueError("original")
