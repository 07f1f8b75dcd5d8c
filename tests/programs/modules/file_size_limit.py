"""A write beyond the limit of a file's size is an error, not the end of the process; programs that are started find the signal as it was."""

import os
import resource
import signal
import subprocess
import sys
import tempfile

print(signal.getsignal(signal.SIGXFSZ) == signal.SIG_IGN)
child = "import signal; print(signal.getsignal(signal.SIGXFSZ) == signal.SIG_IGN)"
print(subprocess.run([sys.executable, "-c", child], capture_output=True, text=True).stdout.strip())
shell = subprocess.run(["sh", "-c", "kill -XFSZ $$; echo alive"], capture_output=True, text=True)
print(shell.stdout == "", shell.returncode == -signal.SIGXFSZ)
with tempfile.TemporaryDirectory() as folder:
    name = os.path.join(folder, "file")
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with open(name, "wb", buffering=0) as f:
            print(f.write(bytes(600)), f.write(bytes(600)))
            try:
                f.write(b"x")
            except OSError as e:
                print(type(e).__name__, e.errno == 27, e.strerror)
        print(os.path.getsize(name))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
