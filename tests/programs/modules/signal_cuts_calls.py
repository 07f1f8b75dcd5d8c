"""A signal cuts short what the main thread waits for in the system: its handler runs, and the call goes on, or ends with what the handler raises."""

import os
import signal
import socket
import subprocess
import threading
import time

read_end, write_end = os.pipe()
one, other = socket.socketpair()


def send(number, frame):
    os.write(write_end, b"x")


signal.signal(signal.SIGALRM, send)
for wait in (lambda: os.read(read_end, 1), lambda: open(read_end, "rb", buffering=0, closefd=False).read(1), lambda: open(read_end, "rb", closefd=False).read(1)):
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    print(wait())


class Stop(Exception):
    pass


def stop(number, frame):
    raise Stop


def later(number):
    time.sleep(0.1)
    os.kill(os.getpid(), number)


signal.signal(signal.SIGUSR1, stop)
signal.signal(signal.SIGINT, signal.default_int_handler)
waits = {
    "read": lambda: os.read(read_end, 1),
    "file": lambda: open(read_end, "rb", closefd=False).read(1),
    "recv": lambda: one.recv(1),
    "child": lambda: subprocess.run(["sleep", "60"]),
    "sleep": lambda: time.sleep(60),
    "event": lambda: threading.Event().wait(60),
}
for name, wait in waits.items():
    for number, kind in (signal.SIGUSR1, Stop), (signal.SIGINT, KeyboardInterrupt):
        sender = threading.Thread(target=later, args=(number,))
        sender.start()
        start = time.monotonic()
        try:
            wait()
            print(name, "went on")
        except kind as e:
            print(name, type(e).__name__, time.monotonic() - start < 30)
        sender.join()
