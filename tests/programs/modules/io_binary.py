"""Binary files: raw, buffered, both ways."""

import io
import os
import tempfile

folder = tempfile.mkdtemp()
name = os.path.join(folder, "data")

with open(name, "wb") as f:
    print(type(f).__name__, f.mode, f.readable(), f.writable(), f.seekable(), f.isatty(), f.raw.closefd)
    print(f.write(b"0123456789"), f.tell(), os.path.getsize(name))
    f.flush()
    print(os.path.getsize(name), f.write(bytearray(b"ab")), f.seek(2), f.write(b"__"))
print(f.closed, f.raw.closed)
with open(name, "rb") as f:
    print(type(f).__name__, f.peek(3)[:3], f.read(4), f.read1(2), f.read())
    print(f.seek(-3, 2), f.read(1), f.seek(-1, 1), f.read(1), f.tell())
    room = bytearray(4)
    f.seek(0)
    print(f.readinto(room), room, f.readinto1(room) > 0)
with open(name, "r+b", buffering=4) as f:
    print(type(f).__name__, f.mode, f.read(3), f.write(b"XYZ"), f.tell(), f.read(2), f.seek(1), f.write(b"-"))
    f.seek(0)
    print(f.read())
    print(f.truncate(5), f.seek(0), f.read())
with open(name, "ab") as f:
    print(f.tell(), f.write(b"tail"))
with open(name, "rb", buffering=0) as f:
    print(type(f).__name__, f.mode, f.read(3), f.readall(), f.read(1), f.tell(), f.fileno() > 2)
try:
    open(name, "xb")
except FileExistsError as e:
    print(e.errno, os.path.basename(e.filename))
with open(name, "wb") as f:
    f.write(b"a\nbb\n\nlast")
with open(name, "rb") as f:
    print(f.readline(), f.readline(1), f.readline(), list(f))
    f.seek(0)
    print(f.readlines(), f.readlines(), f.seek(0), f.readlines(2))
with open(name, "rb") as f, open(os.dup(f.fileno()), "rb") as g:
    print(f.read(2), g.name == g.fileno(), g.read(2) in (b"", b"bb"))
with open(name, "rb", opener=lambda path, flags: os.open(path, flags)) as f:
    print(f.read(1))
fd = os.open(name, os.O_RDONLY)
with open(fd, "rb", closefd=False) as f:
    print(f.read(1))
print(os.fstat(fd).st_size)
os.close(fd)

# Bytes go through the base classes to what programs write themselves.


class Slow(io.RawIOBase):
    def __init__(self, data):
        self.data, self.log = data, []

    def readable(self):
        return True

    def readinto(self, room):
        n = min(len(room), 3, len(self.data))
        room[:n], self.data = self.data[:n], self.data[n:]
        self.log.append(n)
        return n


print(Slow(b"abcdefgh").readall(), Slow(b"abcdefgh").read(2), list(Slow(b"ab\ncd\n")))
f = io.BufferedReader(Slow(b"one\ntwo\nthree"))
print(f.read(5), f.readline(), f.peek(), f.read())
print(io.TextIOWrapper(io.BufferedReader(Slow("h\u00e9\u00e9\nx".encode())), encoding="utf-8").read())


class Sink(io.RawIOBase):
    got = b""

    def writable(self):
        return True

    def write(self, data):
        self.got += bytes(data[:4])
        return min(len(data), 4)


sink = Sink()
with io.BufferedWriter(sink, 8) as f:
    for part in b"abc", b"defgh", b"ijklmnopqrstu", b"v":
        f.write(part)
        print(sink.got)
print(sink.got, sink.closed)
pair = io.BufferedRWPair(Slow(b"in"), Sink())
print(pair.read(), pair.write(b"out"), pair.readable(), pair.writable(), pair.closed)
r, w = os.pipe()
with open(r, "rb") as reader, open(w, "wb") as writer:
    writer.write(b"through a pipe\n")
    writer.flush()
    print(reader.readline(), reader.seekable())

for attempt in (
    lambda: open(name, "rb").write(b""),
    lambda: open(name, "ab").read(),
    lambda: f.write(b""),
    lambda: reader.read(),
    lambda: io.BufferedReader(sink),
    lambda: io.BufferedReader(io.BytesIO(), 0),
    lambda: io.FileIO(name, "q"),
    lambda: open(name, "wb").write("text"),
    lambda: io.RawIOBase().fileno(),
    lambda: io.BufferedIOBase().detach(),
    lambda: open(os.path.join(folder, "none")),
    lambda: open(folder),
    lambda: open(name, "rw"),
    lambda: open(name, "b"),
    lambda: open(name, "rb", encoding="utf-8"),
    lambda: open(name, buffering=0),
):
    try:
        attempt()
    except Exception as e:
        print(type(e).__name__, str(e).replace(folder, "F"))
os.remove(name)
os.rmdir(folder)
