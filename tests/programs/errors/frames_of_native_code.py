"""Functions that are native in CPython have no lines in tracebacks, and who counts frames does not count them."""
import csv
import functools
import io
import sys
import traceback
import typing
import warnings


def shown(f):
    try:
        f()
    except Exception:
        lines = traceback.format_exc().splitlines()
        print("\n".join(line.replace(__file__, "FILE") for line in lines))


class Rude:
    def __str__(self):
        raise ValueError("rude")

    def readline(self):
        raise OSError("no line")


def opens():
    open("no such file")


def writes():
    csv.writer(io.StringIO()).writerow([1, Rude()])


def seeks():
    io.BytesIO().seek(-1)


class Raw(io.RawIOBase):
    def readable(self):
        return True

    def readinto(self, b):
        raise OSError("no bytes")


def reads():
    io.BufferedReader(Raw()).read(3)


for f in opens, writes, seeks, reads:
    shown(f)


class Counter:
    def __str__(self):
        names = []
        frame = sys._getframe()
        while frame is not None:
            names.append(frame.f_code.co_name)
            frame = frame.f_back
        print(names, sys._getframe(1).f_code.co_name, sys._getframemodulename(1))
        return "x"


def counts():
    csv.writer(io.StringIO()).writerow([Counter()])


counts()
T = typing.TypeVar("T")
print(T.__module__)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    open(sys.executable, "rb", buffering=1).close()
for w in caught:
    print(w.category.__name__, w.message, w.filename == __file__, w.lineno)
