"""What a thread that fails prints, and that the program goes on."""
import sys
import threading


class Lines:
    """Standard error, of which only what concerns this file is of interest."""

    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text
        return len(text)

    def flush(self):
        pass


sys.stderr = Lines()


def inner(x):
    return 1 // x


def work():
    inner(0)


t = threading.Thread(target=work, name="Failing")
t.start()
t.join()
print("still here", t.is_alive())


class Special(threading.Thread):
    def run(self):
        raise LookupError("in run")


t = Special(name="Second")
t.start()
t.join()
print("done")
here = __file__.replace("\\", "/").split("/")[-1]
for line in sys.stderr.text.splitlines():
    if not line.startswith("  ") or here in line:
        print(line.replace(__file__, here))
