"""Files, binary and text, over the operating system and in memory: the part of `io` that CPython has native."""

import _posix
import sys
from _codecs import lookup as _lookup
from builtins import open
from _io_base import (DEFAULT_BUFFER_SIZE, UnsupportedOperation, _BufferedIOBase, _IOBase, _RawIOBase, _TextIOBase, text_encoding)
from _io_buffered import BufferedRandom, BufferedReader, BufferedRWPair, BufferedWriter
from _io_native import BytesIO, IncrementalNewlineDecoder, StringIO
from _io_raw import FileIO, _Input
from _io_text import TextIOWrapper
from _operator import index

BlockingIOError = BlockingIOError


def _open(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
    """Opens a file: a text file, or with "b" in the mode a binary one, buffered unless `buffering` is 0."""
    if not isinstance(file, int):
        file = _posix.fspath(file)
    if not isinstance(mode, str):
        raise TypeError(f"open() argument 'mode' must be str, not {None if mode is None else type(mode).__name__}")
    buffering = index(buffering)
    for name, value in (("encoding", encoding), ("errors", errors), ("newline", newline)):
        if value is not None and not isinstance(value, str):
            raise TypeError(f"open() argument '{name}' must be str or None, not {type(value).__name__}")
    letters = set(mode)
    if letters - set("axrwb+t") or len(mode) > len(letters):
        raise ValueError(f"invalid mode: {mode!r}")
    binary, kinds = "b" in letters, letters & set("axrw")
    if binary and "t" in letters:
        raise ValueError("can't have text and binary mode at once")
    if len(kinds) > 1:
        raise ValueError("must have exactly one of create/read/write/append mode")
    if not kinds:
        raise ValueError("Must have exactly one of create/read/write/append mode and at most one plus")
    if binary:
        for name, value in (("an encoding", encoding), ("an errors", errors), ("a newline", newline)):
            if value is not None:
                raise ValueError(f"binary mode doesn't take {name} argument")
    kind, both = kinds.pop(), "+" in letters
    raw = FileIO(file, kind + ("+" if both else ""), closefd, opener)
    opened = raw
    try:
        lines = False
        if buffering == 1 and binary:
            import warnings

            warnings.warn(
                "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used",
                RuntimeWarning)
            buffering = -1
        # A terminal has no size, so most files need not be asked.
        if buffering == 1 or buffering < 0 and raw._size_then == 0 and raw.isatty():
            buffering, lines = -1, True
        if buffering < 0:
            buffering = max(min(raw._blksize, 8192 * 1024), DEFAULT_BUFFER_SIZE)
        if buffering == 0:
            if binary:
                return raw
            raise ValueError("can't have unbuffered text I/O")
        cls = BufferedRandom if both else BufferedReader if kind == "r" else BufferedWriter
        opened = cls(raw, buffering)
        if binary:
            return opened
        opened = text = TextIOWrapper(opened, encoding, errors, newline, lines)
        text.mode = mode
        return text
    except BaseException:
        opened.close()
        raise


def open_code(path):
    if not isinstance(path, str):
        raise TypeError(f"open_code() argument 'path' must be str, not {type(path).__name__}")
    return open(path, "rb")


def _take_over_console():
    """Puts text files in the places of the console's streams."""
    for name, fd, mode in ("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w"):
        old = getattr(sys, f"__{name}__", None)
        if not hasattr(type(old), "_become"):
            continue
        try:
            raw = (FileIO if fd else _Input)(fd, mode, False)
        except OSError:
            continue
        raw.name = f"<{name}>"
        encoding, wanted, at_once = type(old)._wanted(old)
        if encoding:
            encoding = _lookup(encoding).name
        at_once = at_once and fd != 0
        buffer = raw if at_once else BufferedWriter(raw) if fd else BufferedReader(raw)
        if fd == 2:
            errors = "backslashreplace"
        else:
            errors = wanted or ("strict" if encoding else "surrogateescape")
        text = TextIOWrapper(buffer, encoding or "utf-8", errors, "\n", fd == 2 or raw.isatty(), at_once)
        text.mode = mode
        type(old)._become(old, text)
        for place in name, f"__{name}__":
            if getattr(sys, place, None) is old:
                setattr(sys, place, text)


_take_over_console()
