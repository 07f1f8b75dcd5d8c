"""What all file objects have in common: the base classes of `_io`, and how they take their arguments."""

from _operator import index

DEFAULT_BUFFER_SIZE = 128 * 1024


class UnsupportedOperation(OSError, ValueError):
    __module__ = "io"


def text_encoding(encoding, stacklevel=2, /):
    return "utf-8" if encoding is None else encoding


def _size(size):
    """A size argument; -1 for all there is."""
    if size is None:
        return -1
    try:
        return index(size)
    except TypeError:
        raise TypeError(f"argument should be integer or None, not {type(size).__name__!r}") from None


class _IOBase:
    __module__ = "_io"
    _closed = False

    def seek(self, offset, whence=0, /):
        raise UnsupportedOperation("seek")

    def tell(self):
        return self.seek(0, 1)

    def truncate(self, size=None, /):
        raise UnsupportedOperation("truncate")

    def flush(self):
        if self.closed:
            raise ValueError("I/O operation on closed file.")

    def close(self):
        if not self._closed:
            try:
                self.flush()
            finally:
                self._closed = True

    @property
    def closed(self):
        return self._closed

    def __del__(self):
        try:
            if self.closed:
                return
        except Exception:
            # Never opened.
            return
        self.close()

    def seekable(self):
        return False

    def readable(self):
        return False

    def writable(self):
        return False

    def _checkClosed(self, message=None):
        if self.closed:
            raise ValueError("I/O operation on closed file." if message is None else message)

    def _checkSeekable(self, message=None):
        if not self.seekable():
            raise UnsupportedOperation("File or stream is not seekable." if message is None else message)

    def _checkReadable(self, message=None):
        if not self.readable():
            raise UnsupportedOperation("File or stream is not readable." if message is None else message)

    def _checkWritable(self, message=None):
        if not self.writable():
            raise UnsupportedOperation("File or stream is not writable." if message is None else message)

    def __enter__(self):
        self._checkClosed()
        return self

    def __exit__(self, *_):
        self.close()

    def fileno(self):
        raise UnsupportedOperation("fileno")

    def isatty(self):
        self._checkClosed()
        return False

    def readline(self, size=-1, /):
        size = _size(size)
        peek = getattr(self, "peek", None)
        line = bytearray()
        while size < 0 or len(line) < size:
            wanted = 1
            if peek is not None:
                ahead = peek(1)
                if not isinstance(ahead, bytes):
                    raise OSError(f"peek() should have returned a bytes object, not '{type(ahead).__name__}'")
                if ahead:
                    wanted = ahead.find(b"\n") + 1 or len(ahead)
                    if size >= 0:
                        wanted = min(wanted, size - len(line))
            part = self.read(wanted)
            if not isinstance(part, bytes):
                raise OSError(f"read() should have returned a bytes object, not '{type(part).__name__}'")
            if not part:
                break
            line += part
            if line.endswith(b"\n"):
                break
        return bytes(line)

    def __iter__(self):
        self._checkClosed()
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def readlines(self, hint=None, /):
        if hint is None or hint <= 0:
            return list(self)
        lines, size = [], 0
        for line in self:
            lines.append(line)
            size += len(line)
            if size > hint:
                break
        return lines

    def writelines(self, lines, /):
        self._checkClosed()
        for line in lines:
            self.write(line)


class _RawIOBase(_IOBase):
    __module__ = "_io"

    def read(self, size=-1, /):
        size = -1 if size is None else size
        if size < 0:
            return self.readall()
        room = bytearray(size)
        n = self.readinto(room)
        if n is None:
            return None
        if not 0 <= n <= size:
            raise ValueError(f"readinto returned {n} outside buffer size {size}")
        del room[n:]
        return bytes(room)

    def readall(self):
        parts = []
        while part := self.read(DEFAULT_BUFFER_SIZE):
            if not isinstance(part, bytes):
                raise TypeError("read() should return bytes")
            parts.append(part)
        return b"".join(parts) if parts else part


class _BufferedIOBase(_IOBase):
    __module__ = "_io"

    def read(self, size=-1, /):
        raise UnsupportedOperation("read")

    def read1(self, size=-1, /):
        raise UnsupportedOperation("read1")

    def write(self, data, /):
        raise UnsupportedOperation("write")

    def detach(self):
        raise UnsupportedOperation("detach")

    def readinto(self, room, /):
        return _fill(room, self.read)

    def readinto1(self, room, /):
        return _fill(room, self.read1)


def _fill(room, read):
    data = read(_room(room))
    if not isinstance(data, bytes):
        raise TypeError("read() should return bytes")
    return _put(room, data)


def _room(room):
    """Bytes that fit into a buffer."""
    if isinstance(room, bytearray):
        return len(room)
    try:
        view = memoryview(room)
        if not view.readonly:
            return view.nbytes
    except TypeError:
        pass
    raise TypeError(f"readinto() argument must be read-write bytes-like object, not {type(room).__name__}")


def _put(room, data):
    n = len(data)
    if isinstance(room, bytearray):
        room[:n] = data
    else:
        memoryview(room).cast("B")[:n] = data
    return n


def _as_bytes(data):
    """The bytes of a bytes-like object, unchanging."""
    if isinstance(data, bytes):
        return data
    if isinstance(data, str):
        raise TypeError("a bytes-like object is required, not 'str'")
    if isinstance(data, bytearray):
        return bytes(data)
    try:
        return memoryview(data).tobytes()
    except TypeError:
        raise TypeError(f"a bytes-like object is required, not '{type(data).__name__}'") from None


def _class_name(self):
    return f"{type(self).__module__}.{type(self).__qualname__}"


class _TextIOBase(_IOBase):
    __module__ = "_io"
    encoding = newlines = errors = None

    def read(self, size=-1, /):
        raise UnsupportedOperation("read")

    def readline(self, size=-1, /):
        raise UnsupportedOperation("readline")

    def write(self, text, /):
        raise UnsupportedOperation("write")

    def detach(self):
        raise UnsupportedOperation("detach")
