"""Where all threads are: at once, after a time, and at a signal. Threads that wait and threads that run are shown, each at its line."""

import faulthandler
import os
import re
import signal
import tempfile
import threading
import time

over = threading.Event()
over_now = False
ready = threading.Barrier(3)


def waits():
    ready.wait()
    over.wait()


def spins():
    ready.wait()
    n = 0
    while not over_now:
        n += 1
        n -= 1


def deep(n):
    if n:
        deep(n - 1)
    else:
        faulthandler.dump_traceback(file, all_threads=False)


def shown():
    """What has been written, without numbers, the library's frames, and lines of the thread that runs."""
    file.seek(0)
    text = file.read()
    file.seek(0)
    file.truncate()
    threads = {}
    for part in re.split(r"(?m)^(?=Current|Thread|Stack|Timeout)", text):
        head, *lines = part.splitlines() or [""]
        head = re.sub(r"0x[0-9a-f]+ \[.*\]", "N", head)
        places = []
        for line in lines:
            if m := re.match(rf'  File "{re.escape(__file__)}", line (\d+) in (\S+)', line):
                if m[2] == "wait_for":
                    # Wherever it is in there.
                    places = ["wait_for"]
                    continue
                places.append("spins" if m[2] == "spins" else f"{m[2]}:{m[1]}")
        if len(places) > 90:
            places[2:-3] = [str(len(places))]
        if head:
            threads[head + " " + " < ".join(places)] = 1
    for t in sorted(threads):
        print(t)
    print()


def written():
    """What has been written, which stays."""
    file.seek(0)
    return file.read()


def wait_for(what):
    """Until something is so; says when it takes too long."""
    until = time.monotonic() + 30
    while not what():
        if time.monotonic() > until:
            print("not in time:", written())
            break
        time.sleep(0.01)


def all_in_place():
    faulthandler.dump_traceback(file)
    there = "line 18 in waits\n" in written() and any(f"line {n} in spins\n" in written() for n in (24, 25, 26))
    file.seek(0)
    file.truncate()
    return there


named = tempfile.NamedTemporaryFile()
file = open(named.name, "a+")  # Who reads moves the place; what is written still goes to the end.
for f in waits, spins:
    threading.Thread(target=f).start()
ready.wait()
# Past the barrier, where both were before.
wait_for(all_in_place)
faulthandler.dump_traceback(file)
shown()
deep(3)
shown()
deep(120)
shown()

faulthandler.dump_traceback_later(0.1, file=file)
wait_for(lambda: written().endswith(" in <module>\n"))
shown()
faulthandler.dump_traceback_later(0.1, file=file)
faulthandler.cancel_dump_traceback_later()
time.sleep(0.3)
print(file.seek(0, 2))
faulthandler.dump_traceback_later(3600, file=file)
faulthandler.dump_traceback_later(0.05, repeat=True, file=file)
wait_for(lambda: written().count("Timeout (0:00:00.050000)!") > 2)
faulthandler.cancel_dump_traceback_later()
file.seek(0)
print(file.read().count("Timeout (0:00:00.050000)!") > 2)
file.seek(0)
file.truncate()


def handler(number, frame):
    print("handler")


me = os.getpid()
signal.signal(signal.SIGUSR1, handler)
faulthandler.register(signal.SIGUSR1, file)
os.kill(me, signal.SIGUSR1)
shown()
faulthandler.register(signal.SIGUSR1, file, all_threads=False, chain=True)
os.kill(me, signal.SIGUSR1)
shown()
print(faulthandler.unregister(signal.SIGUSR1), faulthandler.unregister(signal.SIGUSR1))
os.kill(me, signal.SIGUSR1)
shown()
for n in signal.SIGSEGV, 0, 1000:
    try:
        faulthandler.register(n)
    except (RuntimeError, ValueError) as e:
        print(type(e).__name__, e)
over_now = True
over.set()
