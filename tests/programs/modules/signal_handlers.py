"""Handlers run in the main thread, between two steps of the program."""

import _signal as signal
import threading
import time

got = []


def note(number, frame):
    got.append((number == signal.SIGUSR1, threading.current_thread() is threading.main_thread()))


print(signal.getsignal(signal.SIGUSR1) == signal.SIG_DFL, signal.getsignal(signal.SIGINT) is signal.default_int_handler)
print(signal.signal(signal.SIGUSR1, note) == signal.SIG_DFL, signal.getsignal(signal.SIGUSR1) is note)
signal.raise_signal(signal.SIGUSR1)
print(got)


def nothing(number, frame):
    print("nothing", number == signal.SIGUSR2)


signal.signal(signal.SIGUSR2, nothing)
signal.raise_signal(signal.SIGUSR2)
signal.signal(signal.SIGUSR2, signal.SIG_IGN)
signal.raise_signal(signal.SIGUSR2)
print(signal.getsignal(signal.SIGUSR2) == signal.SIG_IGN)


class Stop(Exception):
    pass


def stop(number, frame):
    raise Stop(number == signal.SIGALRM)


signal.signal(signal.SIGALRM, stop)
for wait in (lambda: time.sleep(30), lambda: threading.Event().wait(30), lambda: threading.Lock().acquire() and threading.Event().wait()):
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        wait()
    except Stop as e:
        print("stopped", e)
try:
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    while True:
        pass
except Stop as e:
    print("stopped", e)
print(signal.getitimer(signal.ITIMER_REAL), signal.alarm(100), signal.alarm(0) > 90)

# A handler may return, and the wait goes on.
count = 0


def tick(number, frame):
    global count
    count += 1


signal.signal(signal.SIGALRM, tick)
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
begin = time.monotonic()
time.sleep(0.2)
while count <= 2:
    time.sleep(0.01)
signal.setitimer(signal.ITIMER_REAL, 0)
print(time.monotonic() - begin >= 0.2, count > 2)

signal.signal(signal.SIGINT, lambda n, f: print("interrupted", n))
signal.raise_signal(signal.SIGINT)
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.raise_signal(signal.SIGINT)
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    signal.raise_signal(signal.SIGINT)
    print("not here")
except KeyboardInterrupt:
    print("KeyboardInterrupt")


def from_thread():
    try:
        signal.signal(signal.SIGUSR1, note)
    except ValueError as e:
        print(e)
    signal.raise_signal(signal.SIGUSR1)


t = threading.Thread(target=from_thread)
t.start()
t.join()
time.sleep(0.01)
while len(got) < 2:
    time.sleep(0.01)
print(got)

signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
signal.raise_signal(signal.SIGUSR1)
print(len(got), signal.SIGUSR1 in signal.sigpending())
print(signal.SIGUSR1 in signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGUSR1}), len(got))

for f, a in (
    (signal.signal, (0, note)),
    (signal.signal, (1000, note)),
    (signal.signal, (signal.SIGUSR1, 7)),
    (signal.signal, (signal.SIGKILL, note)),
    (signal.getsignal, (0,)),
    (signal.raise_signal, (1000,)),
    (signal.setitimer, (77, 1)),
    (signal.pthread_sigmask, (signal.SIG_BLOCK, [0])),
):
    try:
        print(f(*a))
    except (ValueError, TypeError, OSError) as e:
        print(type(e).__name__, e)
print(signal.strsignal(signal.SIGTERM), signal.SIGKILL in signal.valid_signals(), signal.NSIG, signal.SIGCLD == signal.SIGCHLD)
