"""Buffers over raw files. Each object has a lock, taken by every call that moves its buffers."""

from _io_base import DEFAULT_BUFFER_SIZE, UnsupportedOperation, _as_bytes, _BufferedIOBase, _class_name, _IOBase, _put, _room, _size
from _io_raw import FileIO
from _thread import RLock


def _demand(raw, *needs):
    """Refuses a raw file that cannot do what is needed of it."""
    for need in needs:
        if not getattr(raw, need)():
            raise UnsupportedOperation(f"File or stream is not {need}.")


class _Buffered(_BufferedIOBase):
    """What the buffered objects over one raw file have in common."""

    _raw = _lock = None
    _detached = False

    def _use(self, raw, buffer_size, *needs):
        _demand(raw, *needs)
        if buffer_size <= 0:
            raise ValueError("buffer size must be strictly positive")
        self._raw, self._lock, self._detached = raw, RLock(), False

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
            self._raw, self._detached = None, True
        return raw

    def close(self):
        raw = self.raw
        with self._lock:
            if raw.closed:
                return
            try:
                self.flush()
            finally:
                self._forget()
                raw.close()

    def _forget(self):
        """What is held back will never be written."""

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
    """Reading with a buffer `_ahead`, of which everything up to `_at` has been given out."""

    def _start_reading(self, size):
        self._ahead, self._at, self._read_size = b"", 0, size

    def _check_read(self, what="read"):
        if self._raw is None:
            self.raw
        if self._raw.closed:
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

    def read(self, size=-1, /):
        size = _size(size)
        if size < -1:
            raise ValueError("read length must be non-negative or -1")
        with self._lock or self._unready():
            raw = self._raw
            if type(raw) is not FileIO or raw._fd < 0:
                self._check_read()
            at = self._at
            if 0 <= size <= len(self._ahead) - at:
                self._at = at + size
                return self._ahead[at : at + size]
            self._before_read()
            return self._read_all() if size < 0 else self._read_many(size)

    def _read_all(self):
        rest = self._ahead[self._at :]
        self._ahead, self._at = b"", 0
        readall = getattr(self._raw, "readall", None)
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
        parts = [self._ahead[self._at :]]
        left = size - len(parts[0])
        self._ahead, self._at = b"", 0
        while left > 0:
            # Whole buffers go past the buffer.
            more = self._raw_read(max(self._read_size, left))
            if not more:
                if more is None and left == size:
                    return None
                break
            if len(more) > left:
                self._ahead, self._at = more, left
                more = more[:left]
            left -= len(more)
            parts.append(more)
        return b"".join(parts)

    def _fill(self):
        """Reads on after everything was given out; whether there is anything."""
        self._before_read()
        more = self._raw_read(self._read_size)
        if not more:
            return False
        self._ahead, self._at = more, 0
        return True

    def peek(self, size=0, /):
        with self._lock or self._unready():
            self._check_read("peek")
            if self._at == len(self._ahead):
                self._fill()
            return self._ahead[self._at :]

    def read1(self, size=-1, /):
        size = _size(size)
        with self._lock or self._unready():
            self._check_read()
            if size < 0:
                size = self._read_size
            if size == 0:
                return b""
            at = self._at
            if at == len(self._ahead):
                if not self._fill():
                    return b""
                at = 0
            self._at = end = min(at + size, len(self._ahead))
            return self._ahead[at:end]

    def readinto(self, room, /):
        n = _room(room)
        data = self.read(n)
        return None if data is None else _put(room, data)

    def readinto1(self, room, /):
        n = _room(room)
        with self._lock or self._unready():
            data = self.read1(n)
            # Room for more than a buffer goes past it.
            if data and self._at == len(self._ahead) and n - len(data) > self._read_size and len(data) < self._read_size:
                data += self._raw_read(n - len(data)) or b""
            return _put(room, data)

    def readline(self, size=-1, /):
        if size != -1:
            size = _size(size)
        with self._lock or self._unready():
            raw = self._raw
            # The usual case by a look, not a call.
            if type(raw) is not FileIO or raw._fd < 0:
                self._check_read("readline")
            at = self._at
            end = self._ahead.find(b"\n", at) + 1
            if end and (size < 0 or end - at <= size):
                self._at = end
                return self._ahead[at:end]
            parts, left = [], size
            while left:
                if self._at == len(self._ahead) and not self._fill():
                    break
                at = self._at
                found = self._ahead.find(b"\n", at) + 1
                end = found or len(self._ahead)
                if 0 < left < end - at:
                    end, found = at + left, 0
                parts.append(self._ahead[at:end])
                self._at = end
                if left > 0:
                    left -= end - at
                if found:
                    break
            return b"".join(parts)

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def _forget_ahead(self):
        """Takes the raw file back to where the program is."""
        left = len(self._ahead) - self._at
        self._ahead, self._at = b"", 0
        if left:
            self._go(-left, 1)


class BufferedReader(_Reads, _Buffered):
    __module__ = "_io"

    def __init__(self, raw, buffer_size=DEFAULT_BUFFER_SIZE):
        self._use(raw, buffer_size, "readable")
        self._start_reading(buffer_size)

    def tell(self):
        raw = self.raw
        with self._lock:
            self._checkClosed("tell of closed file")
            return max(self._place() - len(self._ahead) + self._at, 0)

    def writable(self):
        return False

    def seek(self, offset, whence=0, /):
        _check_whence(whence)
        raw = self.raw
        self._checkClosed("seek of closed file")
        if not raw.seekable():
            raise UnsupportedOperation("File or stream is not seekable.")
        with self._lock:
            if whence != 2:
                # Within what has been read nothing need be read again.
                here = max(self._place() - len(self._ahead), 0)
                wanted = offset - here if whence == 0 else offset + self._at
                if 0 <= wanted <= len(self._ahead):
                    self._at = wanted
                    return here + wanted
                if whence == 1:
                    offset -= len(self._ahead) - self._at
            at = max(self._go(offset, whence), 0)
            self._ahead, self._at = b"", 0
            return at

    def truncate(self, size=None, /):
        self._checkClosed("truncate of closed file")
        raise UnsupportedOperation("truncate")


def _check_whence(whence):
    if whence not in (0, 1, 2, 3, 4):
        raise ValueError(f"whence value {whence} unsupported")


class _Writes:
    """Writing with a buffer `_behind` of bytes that the raw file has not got yet."""

    def _start_writing(self, size):
        self._behind, self._write_size = bytearray(), size

    def write(self, data, /):
        if isinstance(data, str):
            raise TypeError("a bytes-like object is required, not 'str'")
        with self._lock or self._unready():
            if self._raw is None:
                self.raw
            if self._raw.closed:
                raise ValueError("write to closed file")
            data = _as_bytes(data)
            self._before_write()
            behind = self._behind
            if len(behind) + len(data) <= self._write_size:
                behind += data
                return len(data)
            # Nothing is taken over a full buffer that the file does not take.
            try:
                self._write_out()
            except BlockingIOError as e:
                room = self._write_size - len(self._behind)
                if room >= len(data):
                    self._behind += data
                    return len(data)
                self._behind += data[: max(room, 0)]
                raise BlockingIOError(e.errno, e.strerror, max(room, 0)) from None
            if len(data) <= self._write_size:
                self._behind += data
                return len(data)
            done = 0
            while len(data) - done > self._write_size:
                n = self._raw_write(data[done:] if done else data)
                if n is None:
                    kept = data[done : done + self._write_size]
                    self._behind += kept
                    if done + len(kept) < len(data):
                        raise BlockingIOError(11, "write could not complete without blocking", done + len(kept))
                    return len(data)
                done += n
            self._behind += data[done:]
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
        while self._behind:
            n = self._raw_write(bytes(self._behind))
            if n is None:
                raise BlockingIOError(11, "write could not complete without blocking", 0)
            del self._behind[:n]

    def flush(self):
        raw = self.raw
        with self._lock:
            if raw.closed:
                raise ValueError("flush of closed file")
            self._write_out()
            raw.flush()

    def _forget(self):
        self._behind.clear()

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
        self._use(raw, buffer_size, "writable")
        self._start_writing(buffer_size)

    def tell(self):
        self.raw
        with self._lock:
            self._checkClosed("tell of closed file")
            return self._place() + len(self._behind)

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
        self._use(raw, buffer_size, "seekable", "readable", "writable")
        self._start_reading(buffer_size)
        self._start_writing(buffer_size)

    def _before_read(self):
        if self._behind:
            self._write_out()

    def _before_write(self):
        if self._ahead:
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
            return max(self._place() - len(self._ahead) + self._at, 0) + len(self._behind)

    def seek(self, offset, whence=0, /):
        _check_whence(whence)
        self.raw
        with self._lock:
            self._checkClosed("seek of closed file")
            self._write_out()
            if whence == 1:
                offset -= len(self._ahead) - self._at
            at = self._go(offset, whence)
            self._ahead, self._at = b"", 0
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
