"""Buffers over raw files.

The buffers are those of a native class: `_take`, `_hold`, `_drop` and their like are single moments of it, and so are the methods that it has, `read`,
`read1`, `readline`, `__next__` and `write`. They call the methods here, `_read_slowly` and so on, where there is more to do. Each object has a lock, taken by
every call that reads or writes the raw file.
"""

from _io_base import DEFAULT_BUFFER_SIZE, UnsupportedOperation, _alone, _as_bytes, _BufferedIOBase, _class_name, _put, _room
from _io_native import _BufferedFile, _IOBase
from _io_raw import FileIO
from _thread import RLock


def _demand(raw, *needs):
    """Refuses a raw file that cannot do what is needed of it."""
    for need in needs:
        if not getattr(raw, need)():
            raise UnsupportedOperation(f"File or stream is not {need}.")


class _Buffered(_BufferedFile):
    """What the buffered objects over one raw file have in common."""

    _raw = _lock = None
    _detached = False

    def _use(self, raw, buffer_size, room, *needs):
        _demand(raw, *needs)
        if buffer_size <= 0:
            raise ValueError("buffer size must be strictly positive")
        # A program's class may call itself closed.
        plain_raw = raw if type(raw) is FileIO else None
        self._set_up(plain_raw, room, type(self).readline is _BufferedFile.readline)
        self._raw, self._lock, self._detached, self._buffer_size = raw, RLock(), False, buffer_size

    def _read_slowly(self, size):
        raise UnsupportedOperation("read")

    _read1_slowly = _line_slowly = _read_slowly

    def _write_slowly(self, data):
        raise UnsupportedOperation("write")

    def __reduce_ex__(self, protocol, /):
        # What older protocols do asks for a native class that a program could have made.
        return object.__reduce_ex__(self, max(protocol, 2))

    def _unready(self):
        raise ValueError("I/O operation on uninitialized object")

    @property
    def raw(self):
        if self._raw is None:
            raise ValueError("raw stream has been detached" if self._detached else "I/O operation on uninitialized object")
        return self._raw

    @property
    def closed(self):
        return self.raw.closed

    @property
    def name(self):
        return self.raw.name

    @property
    def mode(self):
        return self.raw.mode

    def __repr__(self):
        name = _class_name(self)
        try:
            return f"<{name} name={self.name!r}>"
        except (AttributeError, ValueError):
            return f"<{name}>"

    def __getstate__(self):
        raise TypeError(f"cannot pickle {type(self).__name__!r} instances")

    def _dealloc_warn(self, source):
        warn = getattr(self._raw, "_dealloc_warn", None)
        if warn is not None:
            warn(source)

    def __del__(self):
        raw = self._raw
        if raw is not None and not raw.closed:
            self._dealloc_warn(self)
            _IOBase.__del__(self)

    def detach(self):
        raw = self.raw
        self.flush()
        with self._lock:
            self._stop()
            self._drop()
            self._raw, self._detached = None, True
        return raw

    def close(self):
        raw = self.raw
        with self._lock:
            if raw.closed:
                return
            # Nobody adds to what is flushed here.
            self._stop()
            try:
                self.flush()
            finally:
                self._drop()
                self._written(-1)
                raw.close()

    def flush(self):
        raw = self.raw
        if raw.closed:
            raise ValueError("flush of closed file")
        raw.flush()

    def seekable(self):
        return self.raw.seekable()

    def readable(self):
        return self.raw.readable()

    def writable(self):
        return self.raw.writable()

    def fileno(self):
        return self.raw.fileno()

    def isatty(self):
        return self.raw.isatty()

    def _place(self):
        """Where the raw file is."""
        at = self._raw.tell()
        if at < 0:
            raise OSError(f"Raw stream returned invalid position {at}")
        return at

    def _go(self, offset, whence):
        at = self._raw.seek(offset, whence)
        if at < 0:
            raise OSError(f"Raw stream returned invalid position {at}")
        return at


class _Reads:
    """Reading with a buffer."""

    def _check_read(self, what="read"):
        if self._raw is None:
            self.raw
        # What was read ahead before the raw file was closed by itself may be had.
        if self._raw.closed and not self._left:
            raise ValueError(f"{what} of closed file")

    def _raw_read(self, size):
        raw = self._raw
        if type(raw) is FileIO:
            return raw.read(size)
        room = bytearray(size)
        n = raw.readinto(room)
        if n is None:
            return None
        if not 0 <= n <= size:
            raise OSError(f"raw readinto() returned invalid length {n} (should have been between 0 and {size})")
        del room[n:]
        return bytes(room)

    def _before_read(self):
        """A chance to write out first."""

    @_alone
    def _read_slowly(self, size):
        if size < -1:
            raise ValueError("read length must be non-negative or -1")
        self._check_read()
        if 0 <= size <= self._left:
            return self._take(size)
        self._before_read()
        return self._read_all() if size < 0 else self._read_many(size)

    def _read_all(self):
        readall = getattr(self._raw, "readall", None)
        rest = self._take(-1)
        # What is kept would no longer lie before the raw file's place.
        self._drop()
        if readall is not None:
            more = readall()
            if more is not None and not isinstance(more, bytes):
                raise TypeError("readall() should return bytes")
            return rest + more if more else rest or more
        parts = [rest] if rest else []
        while True:
            more = self._raw.read()
            if more is not None and not isinstance(more, bytes):
                raise TypeError("read() should return bytes")
            if not more:
                return b"".join(parts) if parts else more
            parts.append(more)

    def _read_many(self, size):
        parts = [self._take(size)]
        self._drop()
        left = size - len(parts[0])
        while left > 0:
            # Whole buffers go past the buffer.
            more = self._raw_read(max(self._buffer_size, left))
            if not more:
                if more is None and left == size:
                    return None
                break
            if len(more) > left:
                self._hold(more, left)
                more = more[:left]
            left -= len(more)
            parts.append(more)
        return b"".join(parts)

    def _fill(self):
        """Reads on after everything was given out; whether there is anything."""
        self._before_read()
        if type(self._raw) is FileIO:
            return self._read_in(self._buffer_size) > 0
        more = self._raw_read(self._buffer_size)
        if not more:
            return False
        self._hold(more, 0)
        return True

    @_alone
    def peek(self, size=0, /):
        self._check_read("peek")
        if not self._left:
            self._fill()
        return self._peek()

    @_alone
    def _read1_slowly(self, size):
        self._check_read()
        if size < 0:
            size = self._buffer_size
        if size == 0 or not self._left and not self._fill():
            return b""
        return self._take(size)

    def readinto(self, room, /):
        n = _room(room)
        data = self.read(n)
        return None if data is None else _put(room, data)

    @_alone
    def readinto1(self, room, /):
        n = _room(room)
        data = self.read1(n)
        # Room for more than a buffer goes past it.
        size = self._buffer_size
        if data and not self._left and n - len(data) > size and len(data) < size:
            data += self._raw_read(n - len(data)) or b""
        return _put(room, data)

    @_alone
    def _line_slowly(self, size):
        self._check_read("readline")
        parts, left = [], size
        while left:
            if not self._left and not self._fill():
                break
            part = self._take_line(left)
            parts.append(part)
            if left > 0:
                left -= len(part)
            if part.endswith(b"\n"):
                break
        return b"".join(parts)

    def _forget_ahead(self):
        """Takes the raw file back to where the program is."""
        if left := self._drop():
            self._go(-left, 1)


class BufferedReader(_Reads, _Buffered):
    __module__ = "_io"

    def __init__(self, raw, buffer_size=DEFAULT_BUFFER_SIZE):
        self._use(raw, buffer_size, 0, "readable")

    def tell(self):
        raw = self.raw
        with self._lock:
            self._checkClosed("tell of closed file")
            return max(self._place() - self._left, 0)

    def writable(self):
        return False

    @_alone
    def seek(self, offset, whence=0, /):
        _check_whence(whence)
        raw = self.raw
        self._checkClosed("seek of closed file")
        if not raw.seekable():
            raise UnsupportedOperation("File or stream is not seekable.")
        if whence != 2:
            # Within what has been read nothing need be read again.
            at, left = self._at, self._left
            here = max(self._place() - at - left, 0)
            wanted = offset - here if whence == 0 else offset + at
            if 0 <= wanted <= at + left:
                self._at = wanted
                return here + wanted
            if whence == 1:
                offset -= left
        at = max(self._go(offset, whence), 0)
        self._drop()
        return at

    def truncate(self, size=None, /):
        self._checkClosed("truncate of closed file")
        raise UnsupportedOperation("truncate")


def _check_whence(whence):
    if whence not in (0, 1, 2, 3, 4):
        raise ValueError(f"whence value {whence} unsupported")


class _Writes:
    """Writing with a buffer of bytes that the raw file has not got yet."""

    @_alone
    def _write_slowly(self, data):
        if isinstance(data, str):
            raise TypeError("a bytes-like object is required, not 'str'")
        if self._raw is None:
            self.raw
        if self._raw.closed:
            raise ValueError("write to closed file")
        data = _as_bytes(data)
        self._before_write()
        most = self._buffer_size
        if self._behind_size + len(data) <= most:
            self._add(data)
            return len(data)
        # Nothing is taken over a full buffer that the file does not take.
        try:
            self._write_out()
        except BlockingIOError as e:
            room = most - self._behind_size
            if room >= len(data):
                self._add(data)
                return len(data)
            self._add(data[: max(room, 0)])
            raise BlockingIOError(e.errno, e.strerror, max(room, 0)) from None
        if len(data) <= most:
            self._add(data)
            return len(data)
        done = 0
        while len(data) - done > most:
            n = self._raw_write(data[done:] if done else data)
            if n is None:
                kept = data[done : done + most]
                self._add(kept)
                if done + len(kept) < len(data):
                    raise BlockingIOError(11, "write could not complete without blocking", done + len(kept))
                return len(data)
            done += n
        self._add(data[done:])
        return len(data)

    def _raw_write(self, data):
        n = self._raw.write(data)
        if n is None:
            return None
        if not 0 <= n <= len(data):
            raise OSError(f"raw write() returned invalid length {n} (should have been between 0 and {len(data)})")
        return n

    def _before_write(self):
        """A chance to forget what was read ahead."""

    def _write_out(self):
        while behind := self._behind():
            n = self._raw_write(behind)
            if n is None:
                raise BlockingIOError(11, "write could not complete without blocking", 0)
            self._written(n)

    def flush(self):
        raw = self.raw
        with self._lock:
            if raw.closed:
                raise ValueError("flush of closed file")
            self._write_out()
            raw.flush()

    def truncate(self, size=None, /):
        raw = self.raw
        with self._lock:
            self._checkClosed("truncate of closed file")
            if not raw.writable():
                raise UnsupportedOperation("truncate")
            self.flush()
            if size is None:
                size = self.tell()
            return raw.truncate(size)


class BufferedWriter(_Writes, _Buffered):
    __module__ = "_io"

    def __init__(self, raw, buffer_size=DEFAULT_BUFFER_SIZE):
        self._use(raw, buffer_size, buffer_size, "writable")

    def tell(self):
        self.raw
        with self._lock:
            self._checkClosed("tell of closed file")
            return self._place() + self._behind_size

    def readable(self):
        return False

    def seek(self, offset, whence=0, /):
        _check_whence(whence)
        self.raw
        with self._lock:
            self._checkClosed("seek of closed file")
            self._write_out()
            return self._go(offset, whence)


class BufferedRandom(_Reads, _Writes, _Buffered):
    __module__ = "_io"

    def __init__(self, raw, buffer_size=DEFAULT_BUFFER_SIZE):
        # No room: a write may have to forget what is ahead.
        self._use(raw, buffer_size, 0, "seekable", "readable", "writable")

    def _before_read(self):
        if self._behind_size:
            self._write_out()

    def _before_write(self):
        self._forget_ahead()

    def flush(self):
        with self._lock or self._unready():
            _Writes.flush(self)
            # Whoever shares the descriptor goes on where this file is.
            self._forget_ahead()

    def tell(self):
        self.raw
        with self._lock:
            self._checkClosed("tell of closed file")
            return max(self._place() - self._left, 0) + self._behind_size

    @_alone
    def seek(self, offset, whence=0, /):
        _check_whence(whence)
        self.raw
        self._checkClosed("seek of closed file")
        self._write_out()
        if whence == 1:
            offset -= self._left
        at = self._go(offset, whence)
        self._drop()
        return at

    def peek(self, size=0, /):
        with self._lock or self._unready():
            self._before_read()
            return _Reads.peek(self, size)

    def truncate(self, size=None, /):
        with self._lock or self._unready():
            if size is None:
                size = self.tell()
            self._forget_ahead()
            return _Writes.truncate(self, size)


class BufferedRWPair(_BufferedIOBase):
    __module__ = "_io"

    def __init__(self, reader, writer, buffer_size=DEFAULT_BUFFER_SIZE, /):
        _demand(reader, "readable")
        _demand(writer, "writable")
        self.reader = BufferedReader(reader, buffer_size)
        self.writer = BufferedWriter(writer, buffer_size)

    def _reader(self):
        try:
            return self.reader
        except AttributeError:
            raise ValueError("I/O operation on uninitialized object") from None

    def read(self, size=-1, /):
        return self._reader().read(size)

    def readinto(self, room, /):
        return self._reader().readinto(room)

    def write(self, data, /):
        return self.writer.write(data)

    def peek(self, size=0, /):
        return self._reader().peek(size)

    def read1(self, size=-1, /):
        return self._reader().read1(size)

    def readinto1(self, room, /):
        return self._reader().readinto1(room)

    def readable(self):
        return self._reader().readable()

    def writable(self):
        return self.writer.writable()

    def flush(self):
        return self.writer.flush()

    def close(self):
        try:
            self.writer.close()
        finally:
            self.reader.close()

    def isatty(self):
        return self.reader.isatty() or self.writer.isatty()

    @property
    def closed(self):
        return self.writer.closed
