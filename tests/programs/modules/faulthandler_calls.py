# What faulthandler writes, and where; and what it does not take.
import faulthandler, io, os, sys, tempfile


def tried(f, *args, **names):
    try:
        print(f(*args, **names))
    except Exception as e:
        print(type(e).__name__, e)


def inner(to, **how):
    faulthandler.dump_traceback(to, **how)


def lines(f):
    f.seek(0)
    for line in f.read().splitlines():
        print(line.split(" (")[0].split(" 0x")[0] if "most recent" in line else line.split(", ")[1:])


with tempfile.TemporaryFile("w+") as f:
    inner(f)
    inner(f.fileno(), all_threads=False)
    lines(f)
tried(faulthandler.dump_traceback, 1, 2, 3)
tried(faulthandler.dump_traceback, x=1)
tried(faulthandler.dump_traceback, io.StringIO())
tried(faulthandler.dump_traceback, "x")
tried(faulthandler.dump_traceback, -1)
tried(faulthandler.dump_traceback, 2**40)
tried(faulthandler.dump_traceback_later)
tried(faulthandler.dump_traceback_later, 0)
tried(faulthandler.dump_traceback_later, -1)
tried(faulthandler.dump_traceback_later, "x")
tried(faulthandler.dump_traceback_later, 1e300)
tried(faulthandler.register)
tried(faulthandler.register, "x")
tried(faulthandler.unregister, 10)
tried(faulthandler.cancel_dump_traceback_later)
tried(faulthandler.enable, io.StringIO())
tried(faulthandler.is_enabled)
tried(faulthandler.enable)
tried(faulthandler.is_enabled)
tried(faulthandler.disable, 1)
tried(faulthandler.disable)
tried(faulthandler.disable)
sys.stderr = None
tried(faulthandler.dump_traceback)
tried(faulthandler.enable)
