"""The standard streams as files."""

import contextlib
import io
import sys

print(sys.stdout.name, sys.stdout.mode, sys.stdout.encoding, sys.stdout.errors, sys.stderr.errors, sys.stdin.mode)
print(isinstance(sys.stdout, io.TextIOWrapper), sys.stdout.buffer.writable(), sys.stdout.fileno(), sys.stdout.isatty())
print(type(sys.stdin.buffer).__name__, sys.stdin.readable(), sys.stdout.writable(), sys.stdout.closed)
sys.stdout.flush()
sys.stdout.buffer.write(b"bytes\n")
sys.stdout.buffer.flush()
sys.stdout.reconfigure(line_buffering=True)
print("line", sys.stdout.line_buffering)
with contextlib.redirect_stdout(io.StringIO()) as caught:
    print("not seen")
    sys.stdout.write("nor this\n")
print(repr(caught.getvalue()))
with contextlib.redirect_stderr(sys.stdout):
    print("to stdout", file=sys.stderr)
wrapped = io.TextIOWrapper(sys.stdout.buffer, encoding="ascii", errors="backslashreplace", line_buffering=True)
print("caf\u00e9", file=wrapped)
print(wrapped.detach() is sys.stdout.buffer)
print(1, 2, sep="-", end="!\n", flush=True)


class Parts:
    def __init__(self):
        self.parts = []

    def write(self, text):
        self.parts.append(text)


parts = Parts()
print("a", 1, sep=", ", file=parts)
print(parts.parts)
saved = sys.stdout
sys.stdout = parts
print("into parts")
sys.stdout = saved
print(parts.parts[-2:], sys.stdout is sys.__stdout__)
sys.stdout = None
print("nowhere")
sys.stdout = saved
print(sys.stdin.read(), end="")
