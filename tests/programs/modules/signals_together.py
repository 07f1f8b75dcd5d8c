"""Signals that arrive while the handler of another runs: each is noted, and the process lives on."""

import faulthandler
import os
import signal
import subprocess
import tempfile
import time

counts = {signal.SIGUSR1: 0, signal.SIGALRM: 0, signal.SIGCHLD: 0}


def count(number, frame):
    counts[number] += 1


for number in counts:
    signal.signal(number, count)
file = tempfile.TemporaryFile()
faulthandler.register(signal.SIGUSR2, file, chain=False)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
script = f"i=0; while [ $i -lt 300 ]; do kill -USR1 {os.getpid()}; kill -USR2 {os.getpid()}; i=$((i+1)); done"
sender = subprocess.Popen(["sh", "-c", script])
total = 0
while sender.poll() is None:
    total += sum(range(100))
# The last of them may be on its way.
until = time.monotonic() + 30
while not all(counts.values()) and time.monotonic() < until:
    time.sleep(0.01)
signal.setitimer(signal.ITIMER_REAL, 0)
print(sender.returncode, [number.name for number, n in counts.items() if n])
