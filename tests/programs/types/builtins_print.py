"""print with every argument, and text written by objects."""
import sys
print()
print(1, "two", 3.0, None, [4], sep=", ", end=".\n")
print("a", "b", sep="")
print("no newline", end="")
print("", "x", "", sep="|")
print("flushed", flush=True)
print("to stdout", file=sys.stdout)
print(*range(5), sep="-")
print("none means default", sep=None, end=None, file=None)
class Collector:
    def __init__(self):
        self.parts = []
    def write(self, text):
        self.parts.append(text)
    def flush(self):
        self.parts.append("<flush>")
c = Collector()
print("hello", 5, sep="+", end="!", file=c, flush=True)
print(c.parts)
class Shown:
    def __str__(self):
        return "as str"
    def __repr__(self):
        return "as repr"
print(Shown(), [Shown()], (Shown(),), {"k": Shown()}, f"{Shown()}", str(Shown()), repr(Shown()), ascii(Shown()))
class Broken:
    def __str__(self):
        return 5
class OnlyRepr:
    def __repr__(self):
        return "only"
print(OnlyRepr(), str(OnlyRepr()))
for action in (lambda: print(1, sep=5), lambda: print(1, end=5), lambda: print(1, nope=5), lambda: print(Broken()), lambda: print(1, file=5)):
    try:
        action()
    except Exception as error:
        print(type(error).__name__, error)
sys.stdout.write("written\n")
