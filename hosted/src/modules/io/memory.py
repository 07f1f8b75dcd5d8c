"""Files in memory."""

from _io_base import _as_bytes, _BufferedIOBase, _put, _room, _size, _TextIOBase
from _io_decode import IncrementalNewlineDecoder, _line_end, _lines_in
from _operator import index
from _thread import RLock


class BytesIO(_BufferedIOBase):
    """Bytes in memory. Every call is atomic: it runs under the object's lock."""

    __module__ = "_io"

    def __del__(self):
        # Memory needs no closing, and a view of it may go on.
        if type(self).close is not BytesIO.close:
            _BufferedIOBase.__del__(self)

    def __new__(cls, *args, **kwargs):
        self = object.__new__(cls)
        self._data, self._at, self._lock = bytearray(), 0, RLock()
        return self

    def __init__(self, initial_bytes=b""):
        data = b"" if initial_bytes is None else _as_bytes(initial_bytes)
        self._data, self._at, self._closed = bytearray(data), 0, False

    def __getstate__(self):
        with self._lock:
            self._open()
            return bytes(self._data), self._at, _own_state(self, _BYTES_STATE)

    def __setstate__(self, state):
        if not isinstance(state, tuple) or len(state) < 3:
            raise TypeError(f"{type(self).__name__}.__setstate__ argument should be 3-tuple, got {type(state).__name__}")
        data, at, extra = state
        if at < 0:
            raise ValueError("position value cannot be negative")
        self._data, self._at = bytearray(data), at
        if extra is not None:
            self.__dict__.update(extra)

    def _open(self):
        if self._closed:
            raise ValueError("I/O operation on closed file.")

    def getvalue(self):
        with self._lock:
            self._open()
            return bytes(self._data)

    def getbuffer(self):
        self._open()
        return memoryview(self._data)

    def close(self):
        with self._lock:
            # Refused while somebody has a view of it.
            self._data.clear()
            self._closed = True

    def flush(self):
        self._open()

    def read(self, size=-1, /):
        with self._lock:
            self._open()
            at = self._at
            if (size := _size(size)) < 0:
                part = self._data[at:]
            elif at >= len(self._data):
                return b""
            else:
                part = self._data[at : at + size]
            self._at = at + len(part)
            return bytes(part)

    def read1(self, size=-1, /):
        return self.read(size)

    def readinto(self, room, /):
        return _put(room, BytesIO.read(self, _room(room)))

    readinto1 = readinto

    def readline(self, size=-1, /):
        with self._lock:
            self._open()
            at = self._at
            end = self._data.find(b"\n", at) + 1 or len(self._data)
            if (size := _size(size)) >= 0:
                end = min(end, at + size)
            if end <= at:
                return b""
            self._at = end
            return bytes(self._data[at:end])

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def write(self, data, /):
        if isinstance(data, str):
            raise TypeError("a bytes-like object is required, not 'str'")
        with self._lock:
            self._open()
            if type(data) is not bytes:
                # What gives its bytes may be a program's, which may close this very object.
                data = _as_bytes(data)
                self._open()
            n, at, all = len(data), self._at, self._data
            if n:
                if at == len(all):
                    all += data
                else:
                    if at > len(all):
                        all += bytes(at - len(all))
                    all[at : at + n] = data
                self._at = at + n
            return n

    def seek(self, offset, whence=0, /):
        with self._lock:
            self._open()
            offset, whence = index(offset), index(whence)
            if whence == 0:
                if offset < 0:
                    raise ValueError(f"negative seek value {offset}")
            elif whence == 1:
                offset = max(self._at + offset, 0)
            elif whence == 2:
                offset = max(len(self._data) + offset, 0)
            else:
                raise ValueError(f"invalid whence ({whence}, should be 0, 1 or 2)")
            self._at = offset
            return offset

    def tell(self):
        self._open()
        return self._at

    def truncate(self, size=None, /):
        with self._lock:
            self._open()
            size = self._at if size is None else _size(size)
            if size < 0:
                raise ValueError(f"negative size value {size}")
            del self._data[size:]
            return size

    def readable(self):
        self._open()
        return True

    writable = seekable = readable


_BYTES_STATE = ("_data", "_at", "_lock", "_closed")


def _own_state(self, but):
    """What a program has added to an object, for pickling; None when nothing."""
    state = {k: v for k, v in self.__dict__.items() if k not in but}
    return state or None


class StringIO(_TextIOBase):
    """Text in memory. Every call is atomic: a write at the end is one append to a list, all else runs under the object's lock.

    I1. The text is `_text` followed by `_parts`, one list for life; what is taken from it is added to `_text` under the lock.
    I2. While `_at_end` holds, the position is behind all of that. A write that saw it may append a moment after it has ended: that write was
    before whatever moved the position, and moves nothing.
    """

    __module__ = "_io"
    _takes_lines_at_once = True

    def __del__(self):
        if type(self).close is not StringIO.close:
            _TextIOBase.__del__(self)

    def __new__(cls, *args, **kwargs):
        self = object.__new__(cls)
        self._lock, self._parts, self._text, self._at = RLock(), [], "", 0
        # Whether the position is at the end, and whether a write may append its text without a look at anything else.
        self._at_end = self._appends = False
        # How many of the parts were counted, and their length.
        self._counted = 0, 0
        # Lines from the position on, the next one last, and what they are lines of, for text that is slow to cut.
        self._lines, self._lines_of, self._lines_at = None, None, -1
        self._ready = False
        return self

    def __init__(self, initial_value="", newline="\n"):
        if newline is not None and not isinstance(newline, str):
            raise TypeError(f"newline must be str or None, not {type(newline).__name__}")
        if newline not in (None, "", "\n", "\r", "\r\n"):
            raise ValueError(f"illegal newline value: {newline!r}")
        if initial_value is not None and not isinstance(initial_value, str):
            raise TypeError(f"initial_value must be str or None, not {type(initial_value).__name__}")
        self._newline, self._parts, self._text, self._at = newline, [], "", 0
        self._decoder = IncrementalNewlineDecoder(None, newline is None) if not newline else None
        self._ready, self._closed, self._counted = True, False, (0, 0)
        if initial_value:
            self._insert(self._translated(initial_value))
            self._at = 0
        self._at_end = not initial_value
        self._appends = newline == "\n" and self._at_end

    def __getstate__(self):
        with self._lock:
            self._open()
            self._join()
            return self._text, self._newline, self._at, _own_state(self, _TEXT_STATE)

    def __setstate__(self, state):
        if not isinstance(state, tuple) or len(state) < 4:
            raise TypeError(f"{type(self).__name__}.__setstate__ argument should be 4-tuple, got {type(state).__name__}")
        text, newline, at, extra = state
        StringIO.__init__(self, "", newline)
        if at < 0:
            raise ValueError("position value cannot be negative")
        self._text, self._at, self._at_end, self._appends = text, at, False, False
        if extra is not None:
            self.__dict__.update(extra)

    def _open(self):
        if self._closed:
            raise ValueError("I/O operation on closed file")
        if not self._ready:
            raise ValueError("I/O operation on uninitialized object")

    def _join(self):
        """Adds to the text what was appended; under the lock."""
        parts = self._parts
        # Threads may append meanwhile; their texts stay for the next time.
        if n := len(parts):
            self._text += "".join(parts[:n])
            del parts[:n]
            self._counted = 0, 0
            if self._at_end:
                self._at = len(self._text)

    def _begin(self):
        """The text, for a call that may move the position; writes take the slow way until it is at the end again."""
        self._open()
        was, self._at_end, self._appends = self._at_end, False, False
        self._join()
        if was:
            self._at = len(self._text)
        return self._text

    def getvalue(self):
        with self._lock:
            self._open()
            self._join()
            return self._text

    def write(self, text, /):
        if self._appends and type(text) is str:
            self._parts.append(text)
            return len(text)
        if not isinstance(text, str):
            raise TypeError(f"string argument expected, got {type(text).__name__!r}")
        with self._lock:
            self._open()
            part = self._translated(text)
            if self._at_end:
                self._parts.append(part)
            else:
                self._begin()
                self._insert(part)
                self._at_end = self._at == len(self._text)
                self._appends = self._at_end and self._newline == "\n"
        return len(text)

    def _translated(self, text):
        """What is kept of a text that is written."""
        if self._decoder is not None:
            text = self._decoder.decode(text, True)
        if self._newline and self._newline != "\n":
            text = text.replace("\n", self._newline)
        # A subclass's object would answer for itself when parts are joined.
        return text if type(text) is str else str.__str__(text)

    def _insert(self, text):
        if not text:
            return
        all, at = self._text, self._at
        if at > len(all):
            all += "\0" * (at - len(all))
        self._text = all + text if at == len(all) else all[:at] + text + all[at + len(text) :]
        self._at = at + len(text)

    def read(self, size=-1, /):
        with self._lock:
            text = self._begin()
            at = self._at
            if (size := _size(size)) < 0:
                part = text[at:]
            else:
                part = text[at : at + size]
            self._at = at + len(part)
            return part

    def readline(self, size=-1, /):
        with self._lock:
            text = self._begin()
            at = self._at
            if (size := _size(size)) < 0 and not text.isascii():
                return self._next_line(text, at)
            end = _line_end(text, at, self._newline) or len(text)
            if size >= 0:
                end = min(end, at + size)
            if end <= at:
                return ""
            self._at = end
            return text[at:end]

    def _next_line(self, text, at):
        """The line from `at`, where to find a place is slow: from the second in a row on, the rest is cut into lines once."""
        if self._lines_of is not text or self._lines_at != at:
            end = _line_end(text, at, self._newline) or len(text)
            if end <= at:
                return ""
            self._lines, self._lines_of = None, text
            self._at = self._lines_at = end
            return text[at:end]
        if not self._lines:
            lines = _lines_in(text[at:], self._newline)
            lines.reverse()
            self._lines, self._lines_of = lines, text
        if not self._lines:
            return ""
        line = self._lines.pop()
        self._at = self._lines_at = at + len(line)
        return line

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def seek(self, offset, whence=0, /):
        with self._lock:
            text = self._begin()
            offset, whence = index(offset), index(whence)
            if whence not in (0, 1, 2):
                raise ValueError(f"Invalid whence ({whence}, should be 0, 1 or 2)")
            if whence == 0 and offset < 0:
                raise ValueError(f"Negative seek position {offset}")
            if whence and offset:
                raise OSError("Can't do nonzero cur-relative seeks")
            self._at = offset if whence == 0 else self._at if whence == 1 else len(text)
            return self._at

    def tell(self):
        with self._lock:
            self._open()
            if not self._at_end:
                return self._at
            parts, (counted, length) = self._parts, self._counted
            n = len(parts)
            length += sum(map(len, parts[counted:n]))
            self._counted = n, length
            return len(self._text) + length

    def truncate(self, size=None, /):
        with self._lock:
            text = self._begin()
            size = self._at if size is None else _size(size)
            if size < 0:
                raise ValueError(f"negative pos value {size}")
            self._text = text[:size]
            return size

    def close(self):
        with self._lock:
            self._closed, self._at_end, self._appends = True, False, False
            self._parts.clear()
            self._text, self._lines, self._lines_of = "", None, None

    def flush(self):
        self._open()

    def readable(self):
        self._open()
        return True

    writable = seekable = readable

    @property
    def newlines(self):
        self._open()
        return None if self._decoder is None else self._decoder.newlines

    @property
    def line_buffering(self):
        self._open()
        return False


_TEXT_STATE = ("_lock", "_parts", "_text", "_at", "_at_end", "_appends", "_counted", "_lines", "_lines_of", "_lines_at", "_ready", "_newline", "_decoder", "_closed")
