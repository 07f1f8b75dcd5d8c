import sys


def hook(kind, value, tb):
    print("hook:", kind.__name__, value, tb is not None)
    depth, last = 0, tb
    while last:
        depth, lines, last = depth + 1, last.tb_lineno, last.tb_next
    print("depth", depth, "raised in line", lines)


class Tee:
    def __init__(self, *streams):
        self.streams = streams

    def write(self, text):
        for s in self.streams:
            s.append(text)
        return len(text)

    def flush(self):
        pass


captured = []
real = sys.stdout
sys.stdout = Tee(captured)
print("hidden", 1, 2, sep="-")
print("more", end="")
sys.stdout = real
print(captured, "".join(captured))
sys.excepthook = hook


def fail():
    raise ValueError("at the end")


fail()
