"""Text and buffered files over raw ones that give little at a time: pieces, lines, places, and what is written between."""

import io
import os
import random
import tempfile

folder = tempfile.mkdtemp()
path = os.path.join(folder, "file")


def attempt(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return type(e).__name__, str(e)


class Small(io.RawIOBase):
    """Gives and takes at most so many bytes at a time."""

    def __init__(self, data=b"", most=3):
        self.data, self.at, self.most, self.log = bytearray(data), 0, most, []

    def readable(self):
        return True

    writable = seekable = readable

    def readinto(self, room):
        part = self.data[self.at : self.at + min(len(room), self.most)]
        room[: len(part)] = part
        self.at += len(part)
        return len(part)

    def write(self, data):
        part = bytes(data)[: self.most]
        self.data[self.at : self.at + len(part)] = part
        self.at += len(part)
        self.log.append(part)
        return len(part)

    def seek(self, offset, whence=0):
        self.at = max(offset + (0, self.at, len(self.data))[whence], 0)
        return self.at

    def tell(self):
        return self.at

    def truncate(self, size=None):
        del self.data[self.at if size is None else size :]
        return len(self.data)


TEXT = "one\ntwo\r\nthrée\r\rfour\n\nfive€\r\nsix\rseven"

# Lines and pieces in every mode of line ends, over small and large pieces.
for newline in (None, "", "\n", "\r", "\r\n"):
    for most in (1, 2, 3, 5, 100):
        for encoding in ("utf-8", "utf-16", "latin-1"):
            data = TEXT.encode(encoding, "replace")
            make = lambda: io.TextIOWrapper(io.BufferedReader(Small(data, most), 4), encoding, newline=newline)
            f = make()
            f._CHUNK_SIZE = 4
            lines = f.readlines()
            g = make()
            g._CHUNK_SIZE = 4
            pieces = []
            while piece := g.read(3):
                pieces.append(piece)
            h = make()
            h._CHUNK_SIZE = 4
            limited = []
            while piece := h.readline(2):
                limited.append(piece)
            same = "".join(lines) == "".join(pieces) == "".join(limited) == make().read()
            if most == 3:
                print(newline, encoding, lines, pieces[:3], limited[:4], f.newlines)
            assert same, (newline, most, encoding)

# Places: going back to each gives the same rest.
for encoding in ("utf-8", "utf-16", "latin-1", "utf-8-sig"):
    with open(path, "w", encoding=encoding, errors="replace", newline="") as f:
        f.write(TEXT * 3)
    for newline in (None, "", "\r\n"):
        with open(path, encoding=encoding, newline=newline) as f:
            f._CHUNK_SIZE = 7
            whole, places = f.read(), []
            f.seek(0)
            given = ""
            while True:
                places.append((f.tell(), len(given)))
                part = f.read(2) if len(places) % 3 else f.readline()
                if not part:
                    break
                given += part
            assert given == whole
            for place, n in places:
                f.seek(place)
                assert f.read() == whole[n:], (place, n)
            print(encoding, newline, len(places), places[-1][1])

# Iteration forbids places until its end.
with open(path, encoding="utf-8", errors="replace") as f:
    next(f)
    print(attempt(f.tell))
    print(f.readline() != "", attempt(f.tell))
    for _ in f:
        pass
    print(attempt(f.tell) == os.path.getsize(path))

# Writes.
for options in ({}, {"line_buffering": True}, {"write_through": True}, {"newline": "\r\n"}, {"encoding": "latin-1"}, {"encoding": "ascii", "errors": "replace"}, {"encoding": "utf-16"}):
    raw = Small(most=1000)
    f = io.TextIOWrapper(io.BufferedWriter(raw, 16), **{"encoding": "utf-8", **options})
    print(options, f.write("ab"), f.write("c\n"), raw.log, f.write("äö\n" * 2), f.write(""), raw.log, end=" ")
    f.flush()
    print(raw.log, bytes(raw.data))
    print(attempt(f.write, b"x"), attempt(f.write, 5), attempt(f.read), attempt(f.readline), attempt(next, f))
    f.write("left")
    f.close()
    print(bytes(raw.data)[-8:], attempt(f.write, "x"), attempt(f.write, ""), attempt(f.flush), attempt(f.read), f.closed)
f = io.TextIOWrapper(io.BytesIO(), "ascii")
print(attempt(f.write, "é"), f.write("e"), f.detach().getvalue(), attempt(f.write, "x"), attempt(f.readline), attempt(next, f))
f = io.TextIOWrapper(io.BytesIO(), "ascii")
f.buffer.close()
print(attempt(f.write, "x"), attempt(f.write, "x" * 9000), attempt(f.write, ""))

# Reading and writing in turns.
with open(path, "w+", encoding="utf-8") as f:
    print(f.write("one\ntwo\nthree\n"), f.tell(), f.seek(4), f.readline(), f.write("MORE\n"), f.tell(), f.seek(0), f.readlines())
    f.seek(0, 2)
    f.write("end")
    f.seek(0)
    print(f.read(5), f.truncate(), f.tell(), f.read())
with open(path, "r+b") as f:
    print(f.read(2), f.write(b"XY"), f.tell(), f.read(), f.seek(1), f.peek(2)[:2], f.write(b"Z"), f.seek(0), f.read())
    print(f.seek(-2, 2), f.readline(), f.seek(0), f.readline(), f.truncate(2), f.seek(0), f.read(), f.write(b"abc"), f.seek(-1, 1), f.read(1))

# reconfigure
raw = io.BytesIO()
f = io.TextIOWrapper(raw, "ascii")
f.write("a\n")
f.reconfigure(encoding="utf-8", newline="\r\n")
f.write("é\n")
f.reconfigure(line_buffering=True, newline="\n")
f.write("ü\n")
print(raw.getvalue(), f.encoding, f.errors, f.line_buffering, f.write_through)
f.reconfigure(encoding="latin-1", errors="replace", write_through=True)
f.write("ü€")
print(raw.getvalue())
f = io.TextIOWrapper(io.BytesIO(b"a\nb\rc\r\n"), newline="\n")
f.reconfigure(newline="")
print(f.readline(), f.readline(), attempt(f.reconfigure, ) , type(attempt(f.reconfigure, )).__name__)

# Buffered files against a model.
rng = random.Random(7)
for most in (1, 3, 50):
    data = bytes(rng.randrange(97, 103) if rng.random() > 0.1 else 10 for _ in range(300))
    f, model = io.BufferedReader(Small(data, most), 16), io.BytesIO(data)
    for _ in range(300):
        n = rng.randrange(0, 40)
        match rng.randrange(6):
            case 0:
                assert f.read(n) == model.read(n)
            case 1:
                assert f.readline() == model.readline()
            case 2:
                assert f.readline(n) == model.readline(n)
            case 3:
                at = rng.randrange(0, 310)
                assert f.seek(at) == model.seek(at)
            case 4:
                part = f.read1(n)
                assert model.read(len(part)) == part
            case 5:
                assert f.seek(n - 20, 1) == model.seek(n - 20, 1)
        assert f.tell() == model.tell()
        assert data[f.tell() :].startswith(f.peek())
    f, model = io.BufferedRandom(Small(data, most), 16), io.BytesIO(data)
    for _ in range(300):
        n = rng.randrange(0, 40)
        match rng.randrange(6):
            case 0:
                assert f.read(n) == model.read(n)
            case 1:
                assert f.readline() == model.readline()
            case 2:
                assert f.write(b"Q" * n) == model.write(b"Q" * n)
            case 3:
                at = rng.randrange(0, len(model.getvalue()))
                assert f.seek(at) == model.seek(at)
            case 4:
                part = f.read1(n)
                assert model.read(len(part)) == part
            case 5:
                f.flush()
                assert bytes(f.raw.data) == model.getvalue()
        assert f.tell() == model.tell()
raw = Small(most=4)
f = io.BufferedWriter(raw, 8)
print(f.write(b"abc"), f.write(b"defgh"), raw.log[:2], f.write(b"i"), raw.log[:3], f.write(b"0123456789abcdef"), f.tell())
print(attempt(f.write, "x"), f.write(bytearray(b"ba")), f.write(memoryview(b"mv")), f.write(b""), attempt(f.read), attempt(f.readline))
f.close()
print(bytes(raw.data), attempt(f.write, b"x"), attempt(f.write, b""), attempt(f.flush))
f = io.BufferedReader(Small(b"abcdef"))
print(f.read(1), attempt(f.write, b""), attempt(f.write, b"x"), attempt(f.read, -2), attempt(f.read, "x"), attempt(f.readline, 1.5), f.read(0), f.readline(0), attempt(f.truncate))
f.raw.close()
print(attempt(f.read, 1), attempt(f.peek), attempt(next, f)[0])
with open(path, "rb") as f:
    f.read(1)
    f.raw.close()
    print(attempt(f.read, 1), attempt(f.readline)[0], attempt(next, f)[0], attempt(f.read1, 1), attempt(f.tell)[0])
f = io.BufferedReader.__new__(io.BufferedReader)
print(attempt(f.read, 1), attempt(f.readline), attempt(next, f), attempt(f.read1, 1), attempt(f.peek))
f = io.BufferedWriter.__new__(io.BufferedWriter)
print(attempt(f.write, b"x"), attempt(f.flush))
f = io.TextIOWrapper.__new__(io.TextIOWrapper)
print(attempt(f.write, "x"), attempt(f.read), attempt(f.readline), attempt(next, f), attempt(f.flush))


class Lines(io.TextIOWrapper):
    def readline(self, *size):
        return super().readline(*size).upper()


print(list(Lines(io.BytesIO(b"a\nb\n"))))


class Own(io.BufferedReader):
    def readline(self, *size):
        return super().readline(*size).upper()


print(list(Own(io.BytesIO(b"a\nb\n"))), [c.__name__ for c in (io.TextIOWrapper, io.BufferedReader, io.FileIO) if issubclass(c, io.IOBase)])
