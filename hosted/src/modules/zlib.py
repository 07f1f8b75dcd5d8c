# zlib: streams over _zlib_native, which knows deflate with or without zlib's header; gzip's header and trailer are dealt with here.

from _thread import RLock as _RLock

import _zlib_native as _native
from _zlib_native import error

DEFLATED = 8
DEF_BUF_SIZE = 16384
DEF_MEM_LEVEL = 8
MAX_WBITS = 15
ZLIB_VERSION = ZLIB_RUNTIME_VERSION = "1.3.1"
Z_NO_COMPRESSION, Z_BEST_SPEED, Z_BEST_COMPRESSION, Z_DEFAULT_COMPRESSION = 0, 1, 9, -1
Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED = 0, 1, 2, 3, 4
Z_NO_FLUSH, Z_PARTIAL_FLUSH, Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_FINISH, Z_BLOCK, Z_TREES = 0, 1, 2, 3, 4, 5, 6

_GZIP_HEADER = b"\x1f\x8b\x08\0\0\0\0\0\0\x03"


def crc32(data, value=0, /):
    """Compute a CRC-32 checksum of data."""
    return _native.crc32(data, value & 0xFFFFFFFF)


def adler32(data, value=1, /):
    """Compute an Adler-32 checksum of data."""
    return _native.adler32(data, value & 0xFFFFFFFF)


class _Compress:
    """Every call is atomic."""

    __slots__ = ("_lock", "_stream", "_sum", "_size", "_head")

    def __init__(self, level, wbits):
        if not (9 <= wbits <= 15 or -15 <= wbits <= -9 or 25 <= wbits <= 31) or not -1 <= level <= 9:
            raise ValueError("Invalid initialization option")
        self._lock = _RLock()
        self._stream = _native.compressor(level, 0 < wbits <= 15)
        self._sum, self._size = (0, 0) if wbits > 15 else (None, 0)
        self._head = _GZIP_HEADER if wbits > 15 else b""

    def _step(self, data, flush):
        out = self._head + _native.compress(self._stream, data, flush)
        self._head = b""
        if self._sum is not None:
            self._sum = crc32(data, self._sum)
            self._size += memoryview(data).nbytes
        return out

    def compress(self, data, /):
        """Returns a bytes object containing compressed data."""
        with self._lock:
            return self._step(data, Z_NO_FLUSH)

    def flush(self, mode=Z_FINISH, /):
        """Return a bytes object containing any remaining compressed data."""
        if mode == Z_NO_FLUSH:
            return b""
        with self._lock:
            out = self._step(b"", mode)
            if mode == Z_FINISH and self._sum is not None:
                out += self._sum.to_bytes(4, "little") + (self._size & 0xFFFFFFFF).to_bytes(4, "little")
            return out


def _gzip_header_size(data):
    """Bytes of a gzip header, or None while it is not whole."""
    if not _GZIP_HEADER[:3].startswith(data[:3]):
        raise error("Error -3 while decompressing data: incorrect header check")
    if len(data) < 10:
        return None
    flags, at = data[3], 10
    if flags & 4:
        if len(data) < at + 2:
            return None
        at += 2 + int.from_bytes(data[at:at + 2], "little")
    for bit in (8, 16):
        if flags & bit:
            end = data.find(b"\0", at)
            if end < 0:
                return None
            at = end + 1
    if flags & 2:
        at += 2
    return at if len(data) >= at else None


class _Decompress:
    """Every call is atomic."""

    __slots__ = ("_lock", "_stream", "_kind", "_held", "_sum", "_size", "unused_data", "unconsumed_tail", "eof")

    def __init__(self, wbits):
        if not (wbits == 0 or 8 <= wbits <= 15 or -15 <= wbits <= -8 or 24 <= wbits <= 31 or 40 <= wbits <= 47):
            raise ValueError("Invalid initialization option")
        self._lock = _RLock()
        self._stream = None
        self._kind = "raw" if wbits < 0 else "gzip" if 24 <= wbits <= 31 else "either" if wbits >= 40 else "zlib"
        self._held = b""
        self._sum = self._size = 0
        self.unused_data = self.unconsumed_tail = b""
        self.eof = False

    def _begin(self, data):
        """What of the data belongs to the stream, or None while its header is not whole."""
        data = self._held + data
        self._held = b""
        if self._kind == "either" and data:
            self._kind = "gzip" if data[0] == 0x1F else "zlib"
        if self._kind == "gzip":
            n = _gzip_header_size(data)
            if n is None:
                self._held = data
                return None
            data = data[n:]
        elif self._kind in ("zlib", "either"):
            if len(data) < 2:
                self._held = data
                return None
            if (data[0] << 8 | data[1]) % 31:
                raise error("Error -3 while decompressing data: incorrect header check")
            if data[0] & 15 != DEFLATED:
                raise error("Error -3 while decompressing data: unknown compression method")
        self._stream = _native.decompressor(self._kind == "zlib")
        return data

    def _trailer(self, data):
        """Checks gzip's sums, and ends the stream."""
        data = self._held + data
        if len(data) < 8:
            self._held = data
            return
        self._held = b""
        if int.from_bytes(data[:4], "little") != self._sum:
            raise error("Error -3 while decompressing data: incorrect data check")
        if int.from_bytes(data[4:8], "little") != self._size & 0xFFFFFFFF:
            raise error("Error -3 while decompressing data: incorrect length check")
        self.eof = True
        self.unused_data += data[8:]

    def decompress(self, data, /, max_length=0):
        """Return a bytes object containing the decompressed version of the data."""
        if max_length < 0:
            raise ValueError("max_length cannot be negative")
        with self._lock:
            return self._step(bytes(memoryview(data)), max_length)

    def _step(self, data, max_length):
        if self.eof:
            self.unused_data += data
            return b""
        if self._kind == "trailer":
            self._trailer(data)
            return b""
        if self._stream is None:
            data = self._begin(data)
            if data is None:
                return b""
        step = _native.decompress(self._stream, data, max_length)
        if step is None:
            raise error("Error -3 while decompressing data: invalid data")
        out, taken, ended = step
        rest = data[taken:]
        if self._kind == "gzip":
            self._sum = crc32(out, self._sum)
            self._size += len(out)
        self.unconsumed_tail = b"" if ended else rest
        if ended and self._kind == "gzip":
            self._kind = "trailer"
            self._trailer(rest)
        elif ended:
            self.eof = True
            self.unused_data += rest
        return out

    def flush(self, length=DEF_BUF_SIZE, /):
        """Return a bytes object containing any remaining decompressed data."""
        if length <= 0:
            raise ValueError("length must be greater than zero")
        with self._lock:
            # The stream may hold output even when it has taken all of the input.
            tail, self.unconsumed_tail = self.unconsumed_tail, b""
            return b"" if self.eof or self._stream is None else self._step(tail, 0)


class _ZlibDecompressor:
    """Create a decompressor object for decompressing data incrementally.

    Unlike `decompressobj` it keeps what it has not used yet. Every call is atomic."""

    __slots__ = ("_inner", "_tail", "needs_input")

    def __init__(self, wbits=MAX_WBITS, zdict=b""):
        self._inner, self._tail, self.needs_input = decompressobj(wbits, zdict), b"", True

    @property
    def eof(self):
        return self._inner.eof

    @property
    def unused_data(self):
        return self._inner.unused_data

    def decompress(self, data, max_length=-1):
        """Decompress data, returning uncompressed data as bytes, at most max_length of them unless that is negative."""
        inner = self._inner
        with inner._lock:
            if inner.eof:
                raise EOFError("End of stream already reached")
            data = self._tail + bytes(memoryview(data))
            self._tail = b""
            if max_length == 0:
                self._tail, self.needs_input = data, not data
                return b""
            out = inner._step(data, max(max_length, 0))
            self._tail, inner.unconsumed_tail = inner.unconsumed_tail, b""
            # With all the output asked for, there may be more without more input.
            self.needs_input = not (inner.eof or self._tail or 0 < max_length == len(out))
            return out


def compressobj(level=Z_DEFAULT_COMPRESSION, method=DEFLATED, wbits=MAX_WBITS, memLevel=DEF_MEM_LEVEL, strategy=Z_DEFAULT_STRATEGY, zdict=None):
    """Return a compressor object."""
    if zdict is not None:
        raise NotImplementedError("preset dictionaries are not supported")
    # The last two are for the library to choose within their ranges; its output is as good and may differ.
    if method != DEFLATED or not 1 <= memLevel <= 9 or not 0 <= strategy <= 4:
        raise ValueError("Invalid initialization option")
    return _Compress(level, wbits)


def decompressobj(wbits=MAX_WBITS, zdict=b""):
    """Return a decompressor object."""
    if zdict:
        raise NotImplementedError("preset dictionaries are not supported")
    return _Decompress(wbits)


def compress(data, /, level=Z_DEFAULT_COMPRESSION, wbits=MAX_WBITS):
    """Returns a bytes object containing compressed data."""
    try:
        c = _Compress(level, wbits)
    except ValueError:
        raise error("Bad compression level") from None
    return c.compress(data) + c.flush()


def decompress(data, /, wbits=MAX_WBITS, bufsize=DEF_BUF_SIZE):
    """Returns a bytes object containing the uncompressed data."""
    d = _Decompress(wbits)
    out = d.decompress(data)
    if not d.eof:
        raise error("Error -5 while decompressing data: incomplete or truncated stream")
    return out
