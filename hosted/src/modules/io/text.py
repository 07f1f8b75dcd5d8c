"""Text over buffered files.

Threads: a text file has a lock, taken by every call that moves its buffers. What is quick goes without: a call of `write` is one append to a
list, iteration over lines one `pop` from another, and both are atomic.
"""

import _posix
from _io_base import UnsupportedOperation, _as_bytes, _class_name, _IOBase, _size, _TextIOBase
from _io_decode import IncrementalNewlineDecoder, _ByteDecoder, _codec, _line_end, _simple, _Utf8Decoder
from _thread import RLock


class TextIOWrapper(_TextIOBase):
    """Text over a buffered binary file.

    What has been decoded and not been given out lies in `_lines`, whole lines with the next one last, and then in `_tail`. What has been
    written lies in `_pending`, a list of texts or bytes, until the buffer gets it.
    """

    __module__ = "_io"
    # `print` may give a whole line at once.
    _takes_lines_at_once = True
    _CHUNK_SIZE = 8192
    _buffer = None
    _state = 0  # 0: not made yet; 1: in use; 2: detached
    # Whether `write` may append to the list without further ado.
    _quick = False
    _telling = False
    _finalizing = False

    def __init__(self, buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False):
        self._quick = False
        _check_newline(newline)
        if encoding is None or encoding == "locale":
            encoding = "utf-8"
        if not isinstance(encoding, str):
            raise TypeError(f"TextIOWrapper() argument 'encoding' must be str or None, not {type(encoding).__name__}")
        if errors is None:
            errors = "strict"
        elif not isinstance(errors, str):
            raise TypeError(f"TextIOWrapper() argument 'errors' must be str or None, not {type(errors).__name__}")
        if "\0" in encoding or "\0" in errors:
            raise ValueError("embedded null character")
        self._state = 0
        reads, writes, seeks = buffer.readable(), buffer.writable(), buffer.seekable()
        self._lock = RLock()
        self._reads, self._writes = reads, writes
        self._can_seek = self._telling = seeks
        self._has_read1 = hasattr(buffer, "read1")
        self._lines, self._tail, self._given = [], "", 0
        self._decoded = 0
        self._snapshot = None
        self._pending, self._pending_size = [], 0
        self._line_buffering, self._write_through = bool(line_buffering), bool(write_through)
        self._set_codec(encoding, errors, newline)
        self._buffer = buffer
        self._state = 1
        if seeks and writes:
            try:
                at = buffer.tell()
            except OSError:
                at = 0
            self._began_at(at)
        self._choose_way()

    def _set_codec(self, encoding, errors, newline):
        simple = _simple(encoding)
        info = None if simple else _codec(encoding)
        self._encoding, self._errors, self._newline = encoding, errors, newline
        self._simple = simple
        self._universal = not newline
        self._translate_read = newline is None
        self._write_end = newline if newline in ("\r", "\r\n") else None
        self._decoder = self._encoder = None
        if self._reads:
            if simple == "utf-8":
                decoder = _Utf8Decoder(errors)
            elif simple:
                decoder = _ByteDecoder(simple, errors)
            else:
                decoder = info.incrementaldecoder(errors)
            self._decoder = IncrementalNewlineDecoder(decoder, self._translate_read) if self._universal else decoder
        if self._writes and not simple:
            self._encoder = info.incrementalencoder(errors)

    def _began_at(self, at):
        """Encoders put a mark at the beginning of a file only."""
        if self._encoder is not None and at:
            try:
                self._encoder.setstate(0)
            except LookupError:
                pass

    def _choose_way(self):
        # All text can be encoded in UTF-8, so an error need not be looked for before it is.
        self._quick = self._simple == "utf-8" and not self._write_end and self._writes and not self._reads

    def __repr__(self):
        text = f"<{_class_name(self)}"
        try:
            text += f" name={self.name!r}"
        except (AttributeError, ValueError):
            pass
        try:
            text += f" mode={self.mode!r}"
        except AttributeError:
            pass
        return text + f" encoding={self._encoding!r}>"

    def __getstate__(self):
        raise TypeError(f"cannot pickle {type(self).__name__!r} instances")

    def _ready(self):
        if self._state != 1:
            raise ValueError("underlying buffer has been detached" if self._state else "I/O operation on uninitialized object")
        return self._buffer

    def _open(self):
        if self._ready().closed:
            raise ValueError("I/O operation on closed file.")

    def _checkClosed(self, message=None):
        if self.closed:
            raise ValueError("I/O operation on closed file." if message is None else message)

    @property
    def buffer(self):
        return self._ready()

    @property
    def closed(self):
        return self._ready().closed

    @property
    def name(self):
        return self._ready().name

    @property
    def encoding(self):
        return self._encoding

    @property
    def errors(self):
        return self._errors

    @property
    def line_buffering(self):
        return self._line_buffering

    @property
    def write_through(self):
        return self._write_through

    @property
    def newlines(self):
        return getattr(self._decoder, "newlines", None)

    def seekable(self):
        return self._ready().seekable()

    def readable(self):
        return self._ready().readable()

    def writable(self):
        return self._ready().writable()

    def fileno(self):
        return self._ready().fileno()

    def isatty(self):
        return self._ready().isatty()

    def reconfigure(self, *, encoding=None, errors=None, newline=..., line_buffering=None, write_through=None):
        self._ready()
        with self._lock:
            if self._decoder is not None and self._given_out() and (encoding is not None or errors is not None or newline is not ...):
                raise UnsupportedOperation("not possible to set the encoding or newline of stream after the first read")
            for name, value in (("encoding", encoding), ("errors", errors)):
                if value is not None and not isinstance(value, str):
                    raise TypeError(f"reconfigure() argument '{name}' must be str or None, not {type(value).__name__}")
            if newline is not ...:
                _check_newline(newline)
            self.flush()
            if encoding is not None or errors is not None or newline is not ...:
                if errors is None:
                    errors = self._errors if encoding is None else "strict"
                if encoding is None:
                    encoding = self._encoding
                elif encoding == "locale":
                    encoding = "utf-8"
                self._quick = False
                self._set_codec(encoding, errors, self._newline if newline is ... else newline)
                if self._encoder is not None and self._can_seek:
                    self._began_at(self._buffer.tell())
                self._choose_way()
            if line_buffering is not None:
                self._line_buffering = bool(line_buffering)
            if write_through is not None:
                self._write_through = bool(write_through)

    # Writing

    def write(self, text, /):
        if self._quick and type(text) is str:
            n = len(text)
            pending = self._pending
            pending.append(text)
            # Threads may lose some of the count; then the list grows a little longer.
            self._pending_size = size = self._pending_size + n
            if size > 8192 or self._write_through or self._line_buffering or not n:
                self._written(text)
            elif size == n and self._buffer.closed:
                pending.clear()
                raise ValueError("I/O operation on closed file.")
            return n
        return self._write_slowly(text)

    def _written(self, text):
        """What follows a quick write: it may go to the buffer, or to the file."""
        with self._lock:
            if self._state != 1 or self._buffer.closed:
                self._pending.clear()
                self._open()
            if self._pending_size > self._CHUNK_SIZE or self._write_through:
                self._pass_on()
            if self._line_buffering and ("\n" in text or "\r" in text):
                self.flush()

    def _write_slowly(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        with self._lock:
            self._open()
            if not self._writes:
                raise UnsupportedOperation("not writable")
            data = text.replace("\n", self._write_end) if self._write_end and "\n" in text else text
            if self._quick:
                # What is pending is text; a subclass's object would answer for itself when it is joined.
                data = str.__str__(text)
            elif self._encoder is None:
                data = self._utf8(data) if self._simple == "utf-8" else data.encode(self._simple, self._errors)
            else:
                data = self._encoder.encode(data)
                if not isinstance(data, bytes):
                    raise TypeError(f"encoder should return a bytes object, not '{type(data).__name__}'")
            self._pending.append(data)
            self._pending_size += len(data)
            if self._pending_size > self._CHUNK_SIZE or self._write_through:
                self._pass_on()
            if self._line_buffering and ("\n" in text or "\r" in text):
                self.flush()
            if self._snapshot is not None:
                self._forget()
            if self._decoder is not None:
                self._decoder.reset()
            return len(text)

    def _pass_on(self):
        """Gives the buffer what was written; under the lock."""
        pending = self._pending
        self._pending_size = 0
        # Threads may append meanwhile; their texts stay for the next time.
        n = len(pending)
        if not n:
            return
        parts = pending[:n]
        del pending[:n]
        try:
            data = self._utf8("".join(parts)) if type(parts[0]) is str else b"".join(parts)
        except TypeError:
            # Texts of quick writes beside `reconfigure`, and bytes of what came after it.
            data = b"".join([part if type(part) is bytes else self._utf8(part) for part in parts])
        self._buffer.write(data)

    def _utf8(self, text):
        return _posix._unescape(text) if self._errors == "surrogateescape" else text.encode("utf-8", self._errors)

    def flush(self):
        buffer = self._ready()
        with self._lock:
            if buffer.closed:
                raise ValueError("I/O operation on closed file.")
            self._telling = self._can_seek
            self._pass_on()
            buffer.flush()

    def close(self):
        buffer = self._ready()
        with self._lock:
            if buffer.closed:
                return
            try:
                self.flush()
            finally:
                self._quick, self._lines, self._tail = False, [], ""
                self._pending.clear()
                buffer.close()

    def detach(self):
        buffer = self._ready()
        with self._lock:
            self.flush()
            self._quick, self._state, self._buffer = False, 2, None
            self._lines, self._tail = [], ""
        return buffer

    def __del__(self):
        buffer = self._buffer
        try:
            open = buffer is not None and not buffer.closed
        except Exception:
            return
        if open:
            warn = getattr(buffer, "_dealloc_warn", None)
            if warn is not None:
                warn(self)
            _IOBase.__del__(self)

    # Reading

    def _check_read(self):
        self._open()
        if self._decoder is None:
            raise UnsupportedOperation("not readable")
        if self._pending:
            self._pass_on()

    def _forget(self):
        self._lines, self._tail, self._decoded = [], "", 0
        self._snapshot = None

    def _left(self):
        """Text that was decoded and not given out."""
        if lines := self._lines:
            self._lines, mine = [], []
            # Other threads may be taking lines too: one by one, each goes to one of us.
            try:
                while True:
                    mine.append(lines.pop())
            except IndexError:
                pass
            mine.append(self._tail)
            self._tail = "".join(mine)
        return self._tail

    def _given_out(self):
        return self._snapshot is not None or self._decoded or self._tail or self._lines

    def _read_chunk(self):
        """Decodes some more; false at the end."""
        if self._telling:
            state = self._decoder.getstate()
            if not isinstance(state, tuple) or len(state) != 2:
                raise TypeError("illegal decoder state")
            before, flags = state
            if not isinstance(before, bytes):
                raise TypeError(f"illegal decoder state: the first item should be a bytes object, not '{type(before).__name__}'")
        buffer = self._buffer
        data = buffer.read1(self._CHUNK_SIZE) if self._has_read1 else buffer.read(self._CHUNK_SIZE)
        if not isinstance(data, bytes):
            data = _bytes_from(data, "read1" if self._has_read1 else "read")
        end = not data
        text = self._decoder.decode(data, end)
        if not isinstance(text, str):
            raise TypeError(f"decoder should return a string result, not '{type(text).__name__}'")
        self._tail, self._lines, self._decoded = text, [], len(text)
        if self._telling:
            self._snapshot = flags, before + data
        return not end

    def read(self, size=-1, /):
        size = _size(size)
        with self._lock:
            self._check_read()
            if size < 0:
                left = self._left()
                data = self._buffer.read()
                if data is None:
                    self._tail, self._decoded = left, max(self._decoded, len(left))
                    raise BlockingIOError("Read returned None.")
                text = left + self._decoder.decode(_bytes_from(data, "read"), True)
                self._forget()
                return text
            parts = [part] if (part := self._take(size)) else []
            size -= len(part)
            while size > 0 and self._read_chunk():
                part = self._take(size)
                size -= len(part)
                parts.append(part)
            if size > 0 and self._tail:
                parts.append(self._take(size))
            return "".join(parts)

    def _take(self, size):
        left = self._left()
        self._tail = left[size:]
        return left[:size]

    def readline(self, size=-1, /):
        size = _size(size)
        if size < 0:
            try:
                return self._lines.pop()
            except (IndexError, AttributeError):
                self._ready()
        with self._lock:
            self._check_read()
            if size < 0:
                try:
                    return self._lines.pop()
                except IndexError:
                    pass
            parts, length = [], 0
            while True:
                text = self._left()
                # A line end of two characters may lie across two pieces.
                if parts and self._newline == "\r\n" and parts[-1].endswith("\r") and text.startswith("\n"):
                    end = 1
                else:
                    end = _line_end(text, 0, self._newline)
                if size >= 0 and length + (end or len(text)) >= size:
                    wanted = size - length
                    if not end or wanted < end:
                        end = wanted
                if end or (size >= 0 and length >= size):
                    parts.append(text[:end])
                    self._tail = text[end:]
                    break
                if text:
                    parts.append(text)
                    length += len(text)
                    self._tail = ""
                if not self._read_chunk() and not self._tail:
                    self._snapshot, self._decoded = None, 0
                    break
            if size < 0 and self._newline in (None, "\n"):
                self._split()
            return "".join(parts)

    def _split(self):
        """Makes lines of what has been decoded, for those who take the quick way."""
        lines = self._tail.split("\n")
        if len(lines) > 1:
            self._tail = lines.pop()
            lines.reverse()
            self._lines = [line + "\n" for line in lines]

    def __next__(self):
        if not self._telling:
            try:
                return self._lines.pop()
            except IndexError:
                pass
        self._telling = False
        line = self.readline()
        if not line:
            self._telling = self._can_seek
            self._snapshot = None
            raise StopIteration
        return line

    # Places

    def tell(self):
        self._ready()
        with self._lock:
            self._open()
            if not self._can_seek:
                raise UnsupportedOperation("underlying stream is not seekable")
            if not self._telling:
                raise OSError("telling position disabled by next() call")
            self.flush()
            at = self._buffer.tell()
            decoder = self._decoder
            if decoder is None or self._snapshot is None:
                return at
            flags, data = self._snapshot
            at -= len(data)
            used = self._decoded - len(self._left())
            if used == 0:
                return _pack(at, flags)
            saved = decoder.getstate()
            try:
                decoder.setstate((b"", flags))
                fed = chars = 0
                safe = 0, flags, 0
                while chars < used and fed < len(data):
                    part = data[fed : fed + used - chars]
                    chars += len(decoder.decode(part))
                    fed += len(part)
                    kept, now = decoder.getstate()
                    if not kept and chars <= used:
                        safe = fed, now, chars
                eof = chars < used
                if eof:
                    chars += len(decoder.decode(b"", True))
                if chars < used:
                    raise OSError("can't reconstruct logical file position")
            finally:
                decoder.setstate(saved)
            bytes_fed, flags, given = safe
            if given == used:
                return _pack(at + bytes_fed, flags)
            return _pack(at + bytes_fed, flags, fed - bytes_fed, eof, used - given)

    def seek(self, cookie, whence=0, /):
        self._ready()
        with self._lock:
            self._open()
            if not self._can_seek:
                raise UnsupportedOperation("underlying stream is not seekable")
            if whence == 1:
                if cookie != 0:
                    raise UnsupportedOperation("can't do nonzero cur-relative seeks")
                cookie = self.tell()
            elif whence == 2:
                if cookie != 0:
                    raise UnsupportedOperation("can't do nonzero end-relative seeks")
                self.flush()
                at = self._buffer.seek(0, 2)
                self._forget()
                if self._decoder is not None:
                    self._decoder.reset()
                self._encoder_at(at)
                return at
            elif whence != 0:
                raise ValueError(f"invalid whence ({whence}, should be 0, 1 or 2)")
            if cookie < 0:
                raise ValueError(f"negative seek position {cookie!r}")
            self.flush()
            at, flags, feed, eof, skip = _unpack(cookie)
            self._buffer.seek(at)
            self._forget()
            decoder = self._decoder
            if decoder is not None:
                if cookie == 0:
                    decoder.reset()
                else:
                    decoder.setstate((b"", flags))
                    self._snapshot = flags, b""
                if skip:
                    data = self._buffer.read(feed)
                    self._tail = decoder.decode(data, eof)
                    self._decoded = len(self._tail)
                    self._snapshot = flags, data
                    if self._decoded < skip:
                        raise OSError("can't restore logical file position")
                    self._tail = self._tail[skip:]
            self._encoder_at(cookie)
            return cookie

    def _encoder_at(self, at):
        encoder = self._encoder
        if encoder is not None:
            if at:
                encoder.setstate(0)
            else:
                encoder.reset()

    def truncate(self, size=None, /):
        self._ready()
        with self._lock:
            self.flush()
            if size is None:
                size = self.tell()
            return self._buffer.truncate(size)


def _bytes_from(data, kind):
    try:
        return _as_bytes(data)
    except TypeError:
        raise TypeError(f"underlying {kind}() should have returned a bytes-like object, not '{type(data).__name__}'") from None


def _pack(at, flags=0, feed=0, eof=False, skip=0):
    return at | flags << 64 | feed << 128 | skip << 192 | bool(eof) << 256


def _unpack(cookie):
    mask = (1 << 64) - 1
    return cookie & mask, cookie >> 64 & mask, cookie >> 128 & mask, cookie >> 256, cookie >> 192 & mask


def _check_newline(newline):
    if newline is not None and not isinstance(newline, str):
        raise TypeError(f"illegal newline type: {type(newline)!r}")
    if newline not in (None, "", "\n", "\r", "\r\n"):
        raise ValueError(f"illegal newline value: {newline}")
