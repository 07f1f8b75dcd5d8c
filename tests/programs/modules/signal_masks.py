"""Signals that are blocked wait, those that are waited for are taken; SIGINT is one of them. What the process closes does not matter."""

import _thread
import os
import signal
import subprocess
import threading
import time

me = os.getpid()


def show(number, frame):
    print("handler", signal.Signals(number).name)


signal.signal(signal.SIGINT, show)
signal.signal(signal.SIGUSR1, show)
old = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGUSR1})
print(sorted(old))
os.kill(me, signal.SIGINT)
os.kill(me, signal.SIGUSR1)
print("blocked", sorted(signal.sigpending()), sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])))
print("taken", signal.sigwait({signal.SIGINT}), sorted(signal.sigpending()))
print(sorted(signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})))
print(sorted(signal.pthread_sigmask(signal.SIG_SETMASK, old)))
signal.raise_signal(signal.SIGINT)

# All that there are: what the runtime needs for itself is not seen.
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
os.kill(me, signal.SIGINT)
print(signal.sigpending() == {signal.SIGINT})
signal.pthread_sigmask(signal.SIG_UNBLOCK, signal.valid_signals())
print("all", signal.sigpending())

# A thread that waits for what the others have blocked.
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
got = []
waiter = threading.Thread(target=lambda: got.append(signal.sigwait({signal.SIGINT})))
waiter.start()
os.kill(me, signal.SIGINT)
waiter.join()
print(got)
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

# A child inherits what is blocked and ignored, and no handler.
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
signal.signal(signal.SIGUSR2, signal.SIG_IGN)
status = subprocess.run(["cat", "/proc/self/status"], capture_output=True, text=True).stdout
for line in status.splitlines():
    if line.startswith(("SigBlk", "SigIgn", "SigCgt")):
        name, bits = line.split(":")
        print(name, [n for n in (signal.SIGINT, signal.SIGUSR1, signal.SIGUSR2) if int(bits, 16) >> n - 1 & 1])
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGUSR1})

# SIGINT is the child's while a shell runs it.
print(os.system(f"kill -INT {me}; exit 3") >> 8)
print(os.waitstatus_to_exitcode(os.system("kill -TERM $$")))

os.closerange(3, 512)
os.kill(me, signal.SIGINT)
signal.signal(signal.SIGINT, signal.default_int_handler)
threading.Timer(0.1, os.kill, (me, signal.SIGINT)).start()
try:
    time.sleep(60)
except KeyboardInterrupt:
    print("interrupted")

signal.signal(signal.SIGINT, signal.SIG_IGN)
os.kill(me, signal.SIGINT)
_thread.interrupt_main()
signal.signal(signal.SIGINT, show)
_thread.interrupt_main()
_thread.interrupt_main(signal.SIGUSR1)
_thread.interrupt_main(signal.SIGTERM)

signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
print(signal.sigtimedwait({signal.SIGUSR1}, 0.01))
os.kill(me, signal.SIGUSR1)
information = signal.sigwaitinfo({signal.SIGUSR1})
print(information.si_signo, information.si_pid == me, information.si_uid == os.getuid(), len(information))
try:
    signal.sigtimedwait({signal.SIGUSR1}, -1)
except ValueError as e:
    print(e)
