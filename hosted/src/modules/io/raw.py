"""Raw files of the operating system."""

import _posix
import sys
from _io_base import DEFAULT_BUFFER_SIZE, UnsupportedOperation, _as_bytes, _class_name, _put, _room
from _io_native import _IOBase, _RawFile, _RawIOBase


class FileIO(_RawFile):
    """A file of the operating system, without buffers. Each call is one call of the system; closing closes once, whoever is first."""

    __module__ = "_io"
    _owned = ()

    def __init__(self, file, mode="r", closefd=True, opener=None):
        if self._fd >= 0:
            self._release()
        if isinstance(file, float):
            raise TypeError("integer argument expected, got float")
        if not isinstance(mode, str):
            raise TypeError(f"FileIO() argument 'mode' must be str, not {None if mode is None else type(mode).__name__}")
        number = file if isinstance(file, int) else None
        if isinstance(file, bool):
            import warnings

            warnings.warn("bool is used as a file descriptor", RuntimeWarning)
            number = int(file)
        if number is not None and number < 0:
            raise ValueError("negative file descriptor")
        kinds = [c for c in mode if c in "rwax"]
        if set(mode) - set("rwaxb+") or mode.count("b") > 1:
            raise ValueError(f"invalid mode: {mode}")
        if len(kinds) != 1 or mode.count("+") > 1:
            raise ValueError("Must have exactly one of create/read/write/append mode and at most one plus")
        kind, both = kinds[0], "+" in mode
        self._reads, self._writes = kind == "r" or both, kind != "r" or both
        self._kind, self._both = kind, both
        flags = (_posix.O_RDWR if both else _posix.O_RDONLY if self._reads else _posix.O_WRONLY) | _posix.O_CLOEXEC
        if kind == "w":
            flags |= _posix.O_CREAT | _posix.O_TRUNC
        elif kind == "a":
            flags |= _posix.O_CREAT | _posix.O_APPEND
        elif kind == "x":
            flags |= _posix.O_CREAT | _posix.O_EXCL
        self.name, self._closefd, self._can_seek = file, bool(closefd), None
        fresh = None
        if number is None:
            if not closefd:
                raise ValueError("Cannot use closefd=False with file name")
            if opener is None:
                path = _posix.fspath(file)
                if ("\0" if isinstance(path, str) else b"\0") in path:
                    raise ValueError("embedded null byte" if isinstance(path, bytes) else "embedded null character")
                number = fresh = _posix.open(path, flags, 0o666)
            else:
                number = opener(file, flags)
                if not isinstance(number, int):
                    raise TypeError("expected integer from opener")
                if number < 0:
                    raise ValueError(f"opener returned {number}")
                fresh = number
                _posix.set_inheritable(number, False)
        try:
            status = _posix.fstat(number)
            if status.st_mode & 0o170000 == 0o040000:
                raise IsADirectoryError(21, _posix.strerror(21), file)
            self._block = DEFAULT_BUFFER_SIZE if status.st_blksize <= 1 else status.st_blksize
            self._size_then = status.st_size
        except BaseException:
            if fresh is not None:
                _posix.close(fresh)
            raise
        self._fd = number
        self._owned = [number] if closefd else []
        if kind == "a":
            try:
                _posix.lseek(number, 0, 2)
            except OSError:
                pass

    def __repr__(self):
        if self._fd < 0:
            return f"<{_class_name(self)} [closed]>"
        name = getattr(self, "name", None)
        name = f"fd={self._fd}" if name is None else f"name={name!r}"
        return f"<{_class_name(self)} {name} mode={self.mode!r} closefd={self._closefd}>"

    def __getstate__(self):
        raise TypeError(f"cannot pickle {type(self).__name__!r} instances")

    @property
    def mode(self):
        if self._kind == "r":
            return "rb+" if self._both else "rb"
        return self._kind + ("b+" if self._both else "b")

    @property
    def _blksize(self):
        return self._block

    @property
    def closefd(self):
        return self._closefd

    @property
    def closed(self):
        return self._fd < 0

    def _open(self):
        fd = self._fd
        if fd < 0:
            raise ValueError("I/O operation on closed file")
        return fd

    def _dealloc_warn(self, source):
        # Who has not imported them does not show such warnings.
        warnings = sys.modules.get("warnings")
        if self._fd >= 0 and self._closefd and warnings is not None:
            warnings.warn(f"unclosed file {source!r}", ResourceWarning, 1, source)

    def __del__(self):
        if self._fd >= 0:
            if self._closefd:
                self._dealloc_warn(self)
            _IOBase.__del__(self)

    def _isatty_open_only(self):
        return self.isatty()

    def fileno(self):
        return self._open()

    def readable(self):
        self._open()
        return self._reads

    def writable(self):
        self._open()
        return self._writes

    def seekable(self):
        fd = self._open()
        if self._can_seek is None:
            try:
                _posix.lseek(fd, 0, 1)
                self._can_seek = True
            except OSError:
                self._can_seek = False
        return self._can_seek

    def isatty(self):
        return _posix.isatty(self._open())

    def read(self, size=-1, /):
        fd = self._open()
        if not self._reads:
            raise UnsupportedOperation("File not open for reading")
        if size is None or size < 0:
            return self.readall()
        try:
            return _posix.read(fd, size)
        except BlockingIOError:
            return None

    def readall(self):
        fd = self._open()
        if not self._reads:
            raise UnsupportedOperation("File not open for reading")
        try:
            # One byte more than there should be, so that the end shows.
            wanted = max(_posix.fstat(fd).st_size - _posix.lseek(fd, 0, 1), 0) + 1
        except OSError:
            wanted = DEFAULT_BUFFER_SIZE
        parts = []
        while True:
            try:
                part = _posix.read(fd, wanted)
            except BlockingIOError:
                if parts:
                    break
                return None
            if not part:
                break
            parts.append(part)
            wanted = DEFAULT_BUFFER_SIZE if len(part) == wanted else wanted - len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def readinto(self, room, /):
        fd = self._open()
        if not self._reads:
            raise UnsupportedOperation("File not open for reading")
        try:
            if isinstance(room, bytearray):
                return _posix.readinto(fd, room)
            return _put(room, _posix.read(fd, _room(room)))
        except BlockingIOError:
            return None

    def write(self, data, /):
        fd = self._open()
        if not self._writes:
            raise UnsupportedOperation("File not open for writing")
        try:
            return _posix.write(fd, _as_bytes(data))
        except BlockingIOError:
            return None

    def seek(self, offset, whence=0, /):
        return _posix.lseek(self._open(), offset, whence)

    def tell(self):
        return _posix.lseek(self._open(), 0, 1)

    def truncate(self, size=None, /):
        fd = self._open()
        if not self._writes:
            raise UnsupportedOperation("File not open for writing")
        if size is None:
            size = self.tell()
        _posix.ftruncate(fd, size)
        return size

    def _release(self):
        self._fd = -1
        # Only one of several threads that close gets the number.
        try:
            fd = self._owned.pop()
        except (IndexError, AttributeError):
            return
        _posix.close(fd)

    def close(self):
        try:
            _RawIOBase.close(self)
        finally:
            self._release()


class _Input(FileIO):
    """Standard input: what has been read ahead for `input()` comes first."""

    def read(self, size=-1, /):
        return self.readall() if size is None or size < 0 else _posix._read_input(size)

    def readinto(self, room, /):
        return _put(room, _posix._read_input(_room(room)))

    def readall(self):
        parts = []
        while part := _posix._read_input(DEFAULT_BUFFER_SIZE):
            parts.append(part)
        return b"".join(parts)
