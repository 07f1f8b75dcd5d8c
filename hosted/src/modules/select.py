"""Waiting for descriptors."""

import _select_native

POLLIN, POLLPRI, POLLOUT, POLLERR, POLLHUP, POLLNVAL = 1, 2, 4, 8, 16, 32
POLLRDNORM, POLLRDBAND, POLLWRNORM, POLLWRBAND, POLLMSG, POLLRDHUP = 64, 128, 256, 512, 1024, 8192
PIPE_BUF = 4096
error = OSError

if hasattr(_select_native, "epoll"):
    globals().update((name, value) for name, value in vars(_select_native).items() if name.lower().startswith("epoll"))


def _descriptor(file):
    if isinstance(file, int):
        fd = file
    else:
        fileno = getattr(file, "fileno", None)
        if fileno is None:
            raise TypeError("argument must be an int, or have a fileno() method.")
        fd = fileno()
        if not isinstance(fd, int):
            raise TypeError("fileno() returned a non-integer")
    if fd < 0:
        raise ValueError(f"file descriptor cannot be a negative integer ({fd})")
    return fd


def _milliseconds(timeout, unit):
    if timeout is None:
        return -1
    limit = timeout * unit
    if limit < 0:
        return -1
    return int(limit) + (limit != int(limit))


def select(rlist, wlist, xlist, timeout=None, /):
    """Waits until a descriptor is ready for what its list stands for; returns three lists of those that are."""
    lists = [[(file, _descriptor(file)) for file in files] for files in (rlist, wlist, xlist)]
    if timeout is not None and timeout < 0:
        raise ValueError("timeout must be non-negative")
    wanted = {}
    for bits, files in zip((POLLIN, POLLOUT, POLLPRI), lists):
        for _, fd in files:
            wanted[fd] = wanted.get(fd, 0) | bits
    ready = dict(_select_native.poll(list(wanted.items()), _milliseconds(timeout, 1000)))
    if any(bits & POLLNVAL for bits in ready.values()):
        raise OSError(9, "Bad file descriptor")
    masks = (POLLIN | POLLHUP | POLLERR, POLLOUT | POLLERR, POLLPRI)
    return tuple([file for file, fd in files if ready.get(fd, 0) & mask] for mask, files in zip(masks, lists))


class poll:
    """Descriptors to wait for, and events."""

    def __init__(self):
        self._wanted = {}

    def register(self, fd, eventmask=POLLIN | POLLPRI | POLLOUT, /):
        self._wanted[_descriptor(fd)] = eventmask

    def modify(self, fd, eventmask, /):
        fd = _descriptor(fd)
        if fd not in self._wanted:
            raise FileNotFoundError(2, "No such file or directory")
        self._wanted[fd] = eventmask

    def unregister(self, fd, /):
        del self._wanted[_descriptor(fd)]

    def poll(self, timeout=None, /):
        return _select_native.poll(list(self._wanted.items()), _milliseconds(timeout, 1))
