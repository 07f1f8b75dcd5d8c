"""How files take their arguments."""

from _io_native import DEFAULT_BUFFER_SIZE, UnsupportedOperation, _BufferedIOBase, _IOBase, _RawIOBase, _TextIOBase
from _operator import index


def text_encoding(encoding, stacklevel=2, /):
    return "utf-8" if encoding is None else encoding


def _alone(method):
    """A method that runs under the object's lock, while nothing is taken from the native buffers or added to them past it."""

    def run(self, *args):
        with self._lock or self._unready():
            # The method may come to be called within another one.
            before, self._busy = self._busy, True
            try:
                return method(self, *args)
            finally:
                self._busy = before

    run.__name__, run.__qualname__ = method.__name__, method.__qualname__
    return run


def _size(size):
    """A size argument; -1 for all there is."""
    if size is None:
        return -1
    try:
        return index(size)
    except TypeError:
        raise TypeError(f"argument should be integer or None, not {type(size).__name__!r}") from None


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
