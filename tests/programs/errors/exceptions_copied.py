"""Exceptions are copied and pickled with all that they hold."""

import copy
import pickle


class Mine(ValueError):
    def __init__(self, *args):
        super().__init__(*args)
        self.extra = [1, 2]


def missing():
    try:
        open("/nowhere/at/all")
    except OSError as e:
        return e


def attribute():
    try:
        "x".missing
    except AttributeError as e:
        return e


noted = KeyError("k")
noted.add_note("a note")
for e in (
    ValueError(1, "two"), Mine("m"), missing(), OSError(2, "no", "a", None, "b"), attribute(), noted, StopIteration(5),
    ImportError("test", name="n", path="p"), ModuleNotFoundError("x", name="x"), ExceptionGroup("g", [ValueError(1), TypeError(2)]),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"),
):
    copies = [copy.copy(e), copy.deepcopy(e)] + [pickle.loads(pickle.dumps(e, p)) for p in range(pickle.HIGHEST_PROTOCOL + 1)]
    print(repr(e), {repr(c) for c in copies} == {repr(e)}, {str(c) for c in copies} == {str(e)}, {type(c) for c in copies} == {type(e)})
    print("   ", sorted({str(sorted(c.__dict__.items())) for c in copies}), {getattr(c, "filename", None) for c in copies})

e = Exception(42)
print(e.__reduce__(), e.__setstate__({"a": 1}), e.a, e.__setstate__(None))
for f in (
    lambda: e.__setstate__(42), lambda: delattr(e, "args"), lambda: delattr(e, "__cause__"), lambda: delattr(e, "__context__"),
    lambda: delattr(e, "__traceback__"), lambda: setattr(e, "__suppress_context__", 1), lambda: delattr(e, "__suppress_context__"),
):
    try:
        f()
    except TypeError as x:
        print(x)

for x in (
    ImportError(), ImportError("test"), ImportError("test", "case"), ImportError(name="n"), ImportError("test", name="n", path="p"),
    ModuleNotFoundError("x", path="p"),
):
    print(repr(x))
x = ImportError("test", name="name", path="path")
x.__init__()
print(x.args, x.msg, x.name, x.path)
print(ExceptionGroup[int], BaseExceptionGroup[ValueError])

try:
    try:
        1 / 0
    finally:
        missing()
except ZeroDivisionError as error:
    tb = error.__traceback__
for value in tb, "text":
    try:
        tb.tb_next = value
    except (TypeError, ValueError) as x:
        print(type(x).__name__, x)
tb.tb_next = None
print(tb.tb_next)

import sys
import types

frame = sys._getframe()
made = types.TracebackType(tb, frame, 4, 7)
print(made.tb_next is tb, made.tb_frame is frame, made.tb_lasti, made.tb_lineno)
for bad in ("no", frame, 1, 2), (None, "no", 1, 2), (None, frame, "no", 2), (None, frame, 1, "no"):
    try:
        types.TracebackType(*bad)
    except TypeError as x:
        print(x)
e = ValueError("elsewhere").with_traceback(types.TracebackType(None, frame, 0, 2))
try:
    raise e
except ValueError as x:
    lines = []
    t = x.__traceback__
    while t:
        lines.append(t.tb_lineno)
        t = t.tb_next
    print(lines[1:])

sequence = [ValueError(1)]
group = ExceptionGroup("g", sequence)
sequence.append(TypeError())
print(repr(group), repr(ExceptionGroup("g", (ValueError(1),))))
