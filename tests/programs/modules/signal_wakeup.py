"""The descriptor that gets a byte for each signal; one that cannot take it is told of, unless it is full and that was said to be in order."""

import errno
import signal
import socket
import sys

seen = []
sys.unraisablehook = lambda u: seen.append((u.err_msg, u.exc_type, u.exc_value.errno == errno.EAGAIN))
near, far = socket.socketpair()
near.setblocking(False)
far.setblocking(False)
signal.signal(signal.SIGUSR1, lambda number, frame: print("handler"))
print(signal.set_wakeup_fd(far.fileno()))
signal.raise_signal(signal.SIGUSR1)
print(near.recv(10) == bytes([signal.SIGUSR1]))
full = 0
try:
    while True:
        full += far.send(b"x" * 1000)
except BlockingIOError:
    pass
try:
    while True:
        far.send(b"x")
except BlockingIOError:
    pass
signal.raise_signal(signal.SIGUSR1)
print(signal.set_wakeup_fd(far.fileno(), warn_on_full_buffer=False) == far.fileno())
signal.raise_signal(signal.SIGUSR1)
print(signal.set_wakeup_fd(-1) == far.fileno())
signal.raise_signal(signal.SIGUSR1)
print(seen)
