"""Files of the operating system: open(), binary files and text over them."""

import _files
from _thread import RLock

SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2
DEFAULT_BUFFER_SIZE = 128 * 1024


class UnsupportedOperation(OSError, ValueError):
    __module__ = "io"


class _File:
    """What binary and text files have in common: iteration, `with`, closing."""

    def __enter__(self):
        self._check_open()
        return self

    def __exit__(self, *_):
        self.close()

    def __iter__(self):
        self._check_open()
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def __del__(self):
        try:
            self.close()
        except Exception:
            pass

    def _check_open(self):
        if self.closed:
            raise ValueError("I/O operation on closed file.")

    def readlines(self, hint=-1):
        lines, size = [], 0
        for line in self:
            lines.append(line)
            size += len(line)
            if hint is not None and 0 < hint <= size:
                break
        return lines

    def writelines(self, lines):
        self._check_open()
        for line in lines:
            self.write(line)

    def isatty(self):
        self._check_open()
        return False


class _BinaryFile(_File):
    """A file of bytes with one buffer: of bytes read ahead, or of bytes not written yet."""

    def __init__(self, name, mode, reads, writes, appends, descriptor):
        self.name, self.mode = name, mode
        self._reads, self._writes, self._appends = reads, writes, appends
        self._descriptor = descriptor
        self._ahead, self._at = b"", 0
        self._behind = bytearray()
        self._lock = RLock()

    def __repr__(self):
        kind = "BufferedRandom" if self._reads and self._writes else "BufferedReader" if self._reads else "BufferedWriter"
        return f"<_io.{kind} name={self.name!r}>"

    @property
    def closed(self):
        return self._descriptor is None

    def fileno(self):
        self._check_open()
        return self._descriptor

    def readable(self):
        self._check_open()
        return self._reads

    def writable(self):
        self._check_open()
        return self._writes

    def seekable(self):
        self._check_open()
        return _files.seek(self._descriptor, 0, SEEK_CUR, False) is not None

    def close(self):
        with self._lock:
            if self._descriptor is None:
                return
            try:
                self.flush()
            finally:
                descriptor, self._descriptor = self._descriptor, None
                _files.close(descriptor)

    def flush(self):
        self._check_open()
        with self._lock:
            while self._behind:
                n = _files.write(self._descriptor, bytes(self._behind))
                del self._behind[:n]

    def _fill(self):
        """Reads on; whether there was anything."""
        self._ahead, self._at = _files.read(self._descriptor, DEFAULT_BUFFER_SIZE), 0
        return bool(self._ahead)

    def _check_read(self):
        if self.closed:
            raise ValueError("read of closed file")
        if not self._reads:
            raise UnsupportedOperation("read")
        if self._behind:
            self.flush()

    def read(self, size=-1):
        with self._lock:
            self._check_read()
            if size is None or size < 0:
                parts = [self._ahead[self._at :]]
                while self._fill():
                    parts.append(self._ahead)
                return b"".join(parts)
            parts, wanted = [], size
            while wanted:
                if self._at == len(self._ahead) and not self._fill():
                    break
                part = self._ahead[self._at : self._at + wanted]
                self._at += len(part)
                wanted -= len(part)
                parts.append(part)
            return b"".join(parts)

    def readline(self, size=-1):
        with self._lock:
            self._check_read()
            parts, wanted = [], size if size is not None and size >= 0 else -1
            while wanted:
                if self._at == len(self._ahead) and not self._fill():
                    break
                end = self._ahead.find(b"\n", self._at) + 1
                part = self._ahead[self._at : end or len(self._ahead)]
                if 0 < wanted < len(part):
                    part, end = part[:wanted], 0
                self._at += len(part)
                if wanted > 0:
                    wanted -= len(part)
                parts.append(part)
                if end:
                    break
            return b"".join(parts)

    def write(self, data):
        with self._lock:
            if self.closed:
                raise ValueError("write to closed file")
            if not self._writes:
                raise UnsupportedOperation("write")
            if isinstance(data, str):
                raise TypeError("a bytes-like object is required, not 'str'")
            self._forget_ahead()
            self._behind += data
            if len(self._behind) >= DEFAULT_BUFFER_SIZE:
                self.flush()
            return len(data)

    def _forget_ahead(self):
        """Gives back what was read ahead, so that the system's position is the program's."""
        left = len(self._ahead) - self._at
        if left:
            _files.seek(self._descriptor, -left, SEEK_CUR, True)
        self._ahead, self._at = b"", 0

    def seek(self, offset, whence=SEEK_SET):
        with self._lock:
            self._check_open()
            self.flush()
            self._forget_ahead()
            return _files.seek(self._descriptor, offset, whence, True)

    def tell(self):
        with self._lock:
            self._check_open()
            here = _files.seek(self._descriptor, 0, SEEK_CUR, True)
            return here - (len(self._ahead) - self._at) + len(self._behind)

    def truncate(self, size=None):
        with self._lock:
            self._check_open()
            if not self._writes:
                raise UnsupportedOperation("truncate")
            self.flush()
            size = self.tell() if size is None else size
            _files.truncate(self._descriptor, size)
            return size


class _TextFile(_File):
    """Text over a binary file: decodes and encodes, and makes line ends alike."""

    def __init__(self, buffer, mode, encoding, errors, newline, line_buffering):
        self.buffer, self.mode = buffer, mode
        self.encoding, self.errors = encoding, errors or "strict"
        self._newline, self._line_buffering = newline, line_buffering
        self._text = None
        self._at = 0

    def __repr__(self):
        return f"<_io.TextIOWrapper name={self.name!r} mode={self.mode!r} encoding={self.encoding!r}>"

    @property
    def name(self):
        return self.buffer.name

    @property
    def closed(self):
        return self.buffer.closed

    def fileno(self):
        return self.buffer.fileno()

    def readable(self):
        return self.buffer.readable()

    def writable(self):
        return self.buffer.writable()

    def seekable(self):
        return self.buffer.seekable()

    def close(self):
        self.buffer.close()

    def flush(self):
        self._check_open()
        self.buffer.flush()

    def _decoded(self):
        """All text from the place of the first read on."""
        self._check_open()
        if not self.buffer.readable():
            raise UnsupportedOperation("not readable")
        if self._text is None:
            text = self.buffer.read().decode(self.encoding, self.errors)
            if self._newline is None:
                text = text.replace("\r\n", "\n").replace("\r", "\n")
            self._text, self._at = text, 0
        return self._text

    def read(self, size=-1):
        text = self._decoded()
        end = len(text) if size is None or size < 0 else self._at + size
        part = text[self._at : end]
        self._at += len(part)
        return part

    def readline(self, size=-1):
        text = self._decoded()
        if self._newline == "":
            ends = [e + len(n) for n in ("\r\n", "\n", "\r") if (e := text.find(n, self._at)) >= 0]
            end = min(ends, default=0)
            if end and text[end - 1 : end + 1] == "\r\n":
                end += 1
        else:
            mark = self._newline or "\n"
            end = text.find(mark, self._at)
            end = end + len(mark) if end >= 0 else 0
        end = end or len(text)
        if size is not None and size >= 0:
            end = min(end, self._at + size)
        part = text[self._at : end]
        self._at = end
        return part

    def write(self, text):
        self._check_open()
        if not self.buffer.writable():
            raise UnsupportedOperation("not writable")
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        written = text.replace("\n", self._newline) if self._newline in ("\r", "\r\n") else text
        self.buffer.write(written.encode(self.encoding, self.errors))
        if self._line_buffering and "\n" in text:
            self.buffer.flush()
        return len(text)

    def tell(self):
        self._check_open()
        if self._text is None:
            return self.buffer.tell()
        rest = self._text[self._at :].encode(self.encoding, self.errors)
        return self.buffer.tell() - len(rest)

    def seek(self, offset, whence=SEEK_SET):
        self._check_open()
        if whence == SEEK_CUR and offset:
            raise UnsupportedOperation("can't do nonzero cur-relative seeks")
        if whence == SEEK_END and offset:
            raise UnsupportedOperation("can't do nonzero end-relative seeks")
        here = self.tell() if whence == SEEK_CUR else offset
        self._text = None
        return self.buffer.seek(here, SEEK_END if whence == SEEK_END else SEEK_SET)

    def truncate(self, size=None):
        return self.buffer.truncate(size)


def open(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
    """Opens a file; see the manual of CPython. `closefd` and `opener` are not supported, files are buffered."""
    if not closefd or opener is not None:
        raise NotImplementedError("open() with closefd or opener")
    if hasattr(file, "__fspath__"):
        file = file.__fspath__()
    if not isinstance(file, str):
        raise TypeError(f"expected str, bytes or os.PathLike object, not {type(file).__name__}")
    if not isinstance(mode, str):
        raise TypeError(f"open() argument 'mode' must be str, not {type(mode).__name__}")
    letters = set(mode)
    if letters - set("axrwb+t") or len(mode) > len(letters):
        raise ValueError(f"invalid mode: {mode!r}")
    text = "b" not in letters
    if not text and "t" in letters:
        raise ValueError("can't have text and binary mode at once")
    if len(letters & set("axrw")) > 1:
        raise ValueError("must have exactly one of create/read/write/append mode")
    if not letters & set("axrw"):
        raise ValueError("Must have exactly one of create/read/write/append mode and at most one plus")
    if not text:
        for name, value in (("encoding", encoding), ("errors", errors), ("newline", newline)):
            if value is not None:
                raise ValueError(f"binary mode doesn't take an {name} argument".replace("an newline", "a newline"))
    elif newline not in (None, "", "\n", "\r", "\r\n"):
        raise ValueError(f"illegal newline value: {newline!r}")
    if text and buffering == 0:
        raise ValueError("can't have unbuffered text I/O")
    encoding = encoding or "UTF-8"
    "".encode(encoding)
    reads, writes = "r" in letters or "+" in letters, "r" not in letters or "+" in letters
    kind = (letters & set("axrw")).pop()
    descriptor = _files.open(file, kind, reads, writes)
    raw = _BinaryFile(file, mode.replace("t", ""), reads, writes, kind == "a", descriptor)
    if not text:
        return raw
    return _TextFile(raw, mode, encoding, errors, newline, buffering == 1)


class StringIO(_File):
    """Text in memory."""

    closed = False

    def __init__(self, initial_value="", newline="\n"):
        if initial_value is not None and not isinstance(initial_value, str):
            raise TypeError(f"initial_value must be str or None, not {type(initial_value).__name__}")
        self._value, self._at = initial_value or "", 0

    def close(self):
        self.closed = True

    def getvalue(self):
        self._check_open()
        return self._value

    def read(self, size=-1):
        self._check_open()
        end = len(self._value) if size is None or size < 0 else self._at + size
        part = self._value[self._at : end]
        self._at += len(part)
        return part

    def readline(self, size=-1):
        self._check_open()
        end = self._value.find("\n", self._at) + 1 or len(self._value)
        if size is not None and size >= 0:
            end = min(end, self._at + size)
        part = self._value[self._at : end]
        self._at = max(self._at, end)
        return part

    def write(self, text):
        self._check_open()
        if not isinstance(text, str):
            raise TypeError(f"string argument expected, got {type(text).__name__!r}")
        if self._at > len(self._value):
            self._value += "\0" * (self._at - len(self._value))
        self._value = self._value[: self._at] + text + self._value[self._at + len(text) :]
        self._at += len(text)
        return len(text)

    def seek(self, offset, whence=SEEK_SET):
        self._check_open()
        if whence == SEEK_SET and offset < 0:
            raise ValueError(f"Negative seek position {offset}")
        if whence != SEEK_SET and offset:
            raise OSError("Can't do nonzero cur-relative seeks")
        self._at = offset if whence == SEEK_SET else self._at if whence == SEEK_CUR else len(self._value)
        return self._at

    def tell(self):
        self._check_open()
        return self._at

    def truncate(self, size=None):
        self._check_open()
        size = self._at if size is None else size
        self._value = self._value[:size]
        return size

    def flush(self):
        self._check_open()

    def readable(self):
        self._check_open()
        return True

    writable = seekable = readable
