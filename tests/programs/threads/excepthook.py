"""Uncaught exceptions in threads go through threading.excepthook; SystemExit is silent."""
import sys
import threading

calls = []


def hook(args):
    calls.append((args.exc_type.__name__, str(args.exc_value), args.thread.name, args.exc_traceback is not None))


def fail(kind, *args):
    raise kind(*args)


threading.excepthook = hook
for kind, args in [(ValueError, ("bad",)), (ZeroDivisionError, ()), (SystemExit, (3,)), (KeyError, ("k",))]:
    t = threading.Thread(target=fail, args=(kind, *args), name=f"T-{kind.__name__}")
    t.start()
    t.join()
    print(t.is_alive())
print(calls)


def broken(args):
    raise RuntimeError("hook fails")


print(threading.__excepthook__ is not threading.excepthook)
threading.excepthook = threading.__excepthook__
t = threading.Thread(target=fail, args=(SystemExit,), name="quiet")
t.start()
t.join()
print("end")
