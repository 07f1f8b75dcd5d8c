# sys.excepthook replaces the report; the exit code stays 1.
import sys


def hook(kind, value, traceback):
    print("hook:", kind.__name__, value)
    lines = []
    while traceback:
        lines.append((traceback.tb_frame.f_code.co_name, traceback.tb_lineno))
        traceback = traceback.tb_next
    print(lines)


sys.excepthook = hook


def f():
    return 1 / 0


f()
