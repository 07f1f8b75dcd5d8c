"""BytesIO and StringIO."""

import io

b = io.BytesIO(b"hello\nworld\n")
print(b.read(3), b.tell(), b.readline(), b.read(), b.read(), b.getvalue())
print(b.seek(0), list(b), b.seek(-3, 2), b.write(b"XY"), b.write(bytearray(b"Z!")), b.getvalue(), b.tell())
print(b.seek(20), b.write(b"gap"), b.getvalue()[12:])
print(b.truncate(5), b.tell(), b.getvalue(), b.seek(0), b.readlines())
room = bytearray(4)
b.seek(0)
print(b.readinto(room), room, b.read1(), b.readable(), b.writable(), b.seekable(), b.isatty())
b.writelines([b"1", b"2"])
with b.getbuffer() as view:
    view[0] = 72
print(b.getvalue())
with io.BytesIO() as c:
    print(c.write(b""), c.getvalue(), c.closed)
print(c.closed)

s = io.StringIO("first\nsecond\n")
print(s.read(3), s.tell(), s.readline(), s.read(), s.read() == "", s.getvalue())
print(s.seek(0), list(s), s.seek(0, 2), s.write("third"), s.getvalue(), s.tell())
print(s.seek(2), s.write("__"), s.getvalue(), s.readline(), s.truncate(8), s.getvalue())
print(s.seek(12), s.write("x"), repr(s.getvalue()), s.newlines, s.encoding, s.errors, s.line_buffering)
for newline in None, "", "\n", "\r", "\r\n":
    s = io.StringIO("a\r\nb\nc\rd", newline=newline)
    s.seek(0, 2)
    s.write("\ne\r")
    s.seek(0)
    print(repr(newline), repr(s.getvalue()), s.readlines(), s.newlines)
s = io.StringIO()
for i in range(3):
    print("line", i, file=s)
print(s.getvalue())
print(s.getvalue() == "line 0\nline 1\nline 2\n", s.tell())


class Shout(io.StringIO):
    def write(self, text):
        return super().write(text.upper())


shout = Shout()
print("quiet", "please", file=shout)
print(shout.getvalue())

for kind, value in (io.BytesIO, b"bytes"), (io.StringIO, "text\n"):
    for attempt in (
        lambda: kind(value).seek(-1),
        lambda: kind(value).seek(0, 9),
        lambda: kind(value).truncate(-1),
        lambda: kind(value).write(5),
        lambda: kind(3),
        lambda: kind(value).fileno(),
        lambda: kind(value).detach(),
    ):
        try:
            print(attempt())
        except Exception as e:
            print(type(e).__name__, e)
    f = kind(value)
    f.close()
    for attempt in (f.read, f.getvalue, f.tell, lambda: f.write(value), lambda: next(f), f.seekable, f.__enter__):
        try:
            print(attempt())
        except Exception as e:
            print(type(e).__name__, e)
print([c.__name__ for c in io.BytesIO.__mro__], isinstance(io.StringIO(), io.TextIOBase), issubclass(io.FileIO, io.RawIOBase))
print(isinstance(io.BytesIO(), io.BufferedIOBase), isinstance(io.BytesIO(), io.IOBase), io.BytesIO.__module__)
