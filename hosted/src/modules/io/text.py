"""Text over buffered files.

Threads: a text file has a lock, taken by every call that moves its buffers. What is quick goes without: a call of `write`, a line that has been decoded,
is one moment of the native class below.
"""

import _posix
from _io_base import UnsupportedOperation, _alone, _as_bytes, _class_name
from _io_decode import _ByteDecoder, _codec, _simple, _Utf8Decoder
from _io_native import IncrementalNewlineDecoder, _IOBase, _TextFile
from _thread import RLock


class TextIOWrapper(_TextFile):
    """Text over a buffered binary file.

    The native class has what was decoded and not given out, and what was written and is pending until the buffer gets it. It has `write`, `read`,
    `readline` and `__next__`, and calls `_began`, `_written`, `_make_room`, `_write_slowly`, `_read_slowly`, `_line_slowly` and `_next_slowly` where there is more to do.
    """

    __module__ = "_io"
    # `print` may give a whole line at once.
    _takes_lines_at_once = True
    _CHUNK_SIZE = 8192
    _buffer = _lock = None
    _state = 0  # 0: not made yet; 1: in use; 2: detached
    _finalizing = False

    def __init__(self, buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False):
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
        self._set_up(type(self).readline is TextIOWrapper.readline)
        self._can_seek = self._telling = seeks
        self._has_read1 = hasattr(buffer, "read1")
        self._decoded = 0
        self._snapshot = None
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
        self._set_newline(newline)
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
        """Says which texts `write` may take as they are: all in UTF-8, since all can be encoded; in others those of ASCII characters."""
        if not self._simple or self._write_end or not self._writes or self._reads:
            quick = 0
        else:
            quick = 2 if self._simple == "utf-8" and self._errors != "surrogateescape" else 1
        self._set_quick(quick, self._line_buffering or self._write_through)

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

    def __reduce_ex__(self, protocol, /):
        # What older protocols do asks for a native class that a program could have made.
        return object.__reduce_ex__(self, max(protocol, 2))

    def _ready(self):
        if self._state != 1:
            raise ValueError("underlying buffer has been detached" if self._state else "I/O operation on uninitialized object")
        return self._buffer

    def _unready(self):
        self._ready()

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
                self._set_codec(encoding, errors, self._newline if newline is ... else newline)
                if self._encoder is not None and self._can_seek:
                    self._began_at(self._buffer.tell())
            if line_buffering is not None:
                self._line_buffering = bool(line_buffering)
            if write_through is not None:
                self._write_through = bool(write_through)
            self._choose_way()

    # Writing

    def _began(self):
        """What follows a write when nothing was pending."""
        if self._buffer.closed:
            self._take_pending()
            raise ValueError("I/O operation on closed file.")

    def _make_room(self):
        """Hands on what is pending before there is more of it than is wanted at once."""
        with self._lock:
            if self._state != 1 or self._buffer.closed:
                self._take_pending()
                self._open()
            self._pass_on()

    def _written(self, text):
        """What follows a quick write: it may go to the buffer, or to the file."""
        with self._lock:
            if self._state != 1 or self._buffer.closed:
                self._take_pending()
                self._open()
            if self._pending_size >= self._CHUNK_SIZE or self._write_through:
                self._pass_on()
            if self._line_buffering and ("\n" in text or "\r" in text):
                self.flush()

    def _write_slowly(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._ready()
        with self._lock:
            self._open()
            if not self._writes:
                raise UnsupportedOperation("not writable")
            data = text.replace("\n", self._write_end) if self._write_end and "\n" in text else text
            if self._encoder is None:
                data = self._utf8(data) if self._simple == "utf-8" else data.encode(self._simple, self._errors)
            else:
                data = self._encoder.encode(data)
                if not isinstance(data, bytes):
                    raise TypeError(f"encoder should return a bytes object, not '{type(data).__name__}'")
            # What is below may write here in its turn.
            while self._pending_size and self._pending_size + len(data) > self._CHUNK_SIZE:
                self._pass_on()
            self._add(data)
            if self._pending_size >= self._CHUNK_SIZE or self._write_through:
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
        if data := self._take_pending():
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
                self._drop()
                buffer.close()

    def detach(self):
        buffer = self._ready()
        with self._lock:
            self.flush()
            self._state, self._buffer = 2, None
            self._drop()
        return buffer

    def _drop(self):
        """Leaves the native class nothing to take or to add to."""
        self._set_quick(0, False)
        self._hold("")
        self._take_pending()

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
        if self._pending_size:
            self._pass_on()

    def _forget(self):
        self._hold("")
        self._snapshot, self._decoded = None, 0

    def _given_out(self):
        return self._snapshot is not None or self._decoded or self._left()

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
        # Half of a line end, at most.
        left = self._take(-1)
        self._hold(left + text if left else text)
        self._decoded = len(text)
        if self._telling:
            self._snapshot = flags, before + data
        return not end

    @_alone
    def _read_slowly(self, size):
        self._ready()
        self._check_read()
        if size < 0:
            data = self._buffer.read()
            if data is None:
                raise BlockingIOError("Read returned None.")
            text = self._decoder.decode(_bytes_from(data, "read"), True)
            if not isinstance(text, str):
                raise TypeError(f"decoder should return a string result, not '{type(text).__name__}'")
            if left := self._take(-1):
                text = left + text
            self._forget()
            return text
        parts = [part] if (part := self._take(size)) else []
        size -= len(part)
        while size > 0 and self._read_chunk():
            part = self._take(size)
            size -= len(part)
            parts.append(part)
        if size > 0 and (part := self._take(size)):
            parts.append(part)
        return "".join(parts)

    @_alone
    def _line_slowly(self, size):
        self._ready()
        self._check_read()
        parts, length, last = [], 0, False
        while True:
            part, ended = self._take_line(-1 if size < 0 else size - length, last)
            if part:
                parts.append(part)
                length += len(part)
            elif last:
                self._snapshot, self._decoded = None, 0
                break
            if ended or 0 <= size <= length:
                break
            last = not self._read_chunk()
        return "".join(parts)

    def _next_slowly(self):
        self._ready()
        self._telling = False
        line = self.readline()
        if not line:
            self._telling = self._can_seek
            self._snapshot = None
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
            used = self._decoded - self._left()
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

    @_alone
    def seek(self, cookie, whence=0, /):
        self._ready()
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
                text = decoder.decode(data, eof)
                self._hold(text)
                self._decoded = len(text)
                self._snapshot = flags, data
                if self._decoded < skip:
                    raise OSError("can't restore logical file position")
                self._take(skip)
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
