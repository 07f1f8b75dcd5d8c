"""Whoever interrupts the wait for threads at the end of a program ends it; what was registered for the end still runs, and the exit code is 0."""

import atexit
import os
import signal
import sys
import threading

ended = threading.Event()


def wait():
    ended.wait()
    os.kill(os.getpid(), signal.SIGINT)
    threading.Event().wait()


signal.signal(signal.SIGINT, signal.default_int_handler)
sys.unraisablehook = lambda told: print(type(told.exc_value).__name__, told.err_msg)
threading.Thread(target=wait).start()
threading._register_atexit(ended.set)
atexit.register(print, "at exit")
print("end of the program")
