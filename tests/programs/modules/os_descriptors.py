"""Descriptors: pipes, copies, flags."""

import os
import tempfile

r, w = os.pipe()
print(os.write(w, b"hello"), os.read(r, 3), os.read(r, 10), os.get_inheritable(r), os.get_blocking(r))
os.set_blocking(r, False)
try:
    os.read(r, 1)
except BlockingIOError as e:
    print(type(e).__name__, e)
os.set_inheritable(w, True)
print(os.get_inheritable(w), os.isatty(r))
copy = os.dup(w)
os.write(copy, b"copy")
print(os.read(r, 9), os.get_inheritable(copy))
os.close(w)
os.close(copy)
print(os.read(r, 1))
os.close(r)
try:
    os.close(r)
except OSError as e:
    print(e)
fd, name = tempfile.mkstemp()
print(os.write(fd, b"0123456789"), os.lseek(fd, 2, os.SEEK_SET), os.read(fd, 3), os.lseek(fd, -1, os.SEEK_END), os.read(fd, 5))
print(os.pwrite(fd, b"XY", 4), os.pread(fd, 4, 3), os.fstat(fd).st_size)
os.ftruncate(fd, 4)
os.fsync(fd)
print(os.fstat(fd).st_size)
other = os.dup2(fd, fd + 20)
print(other == fd + 20, os.get_inheritable(other), os.pread(other, 9, 0))
os.closerange(other, other + 1)
room = bytearray(3)
os.lseek(fd, 0, 0)
print(os.readinto(fd, room), room)
with os.fdopen(fd, "rb+") as f:
    f.seek(0, 2)
    f.write(b"end")
print(open(name, "rb").read())
os.unlink(name)
for attempt in (lambda: os.read(99, 1), lambda: os.write("x", b""), lambda: os.read(0, -1), lambda: os.lseek(99, 0, 0), lambda: os.write(1, "text")):
    try:
        attempt()
    except Exception as e:
        print(type(e).__name__, e)
