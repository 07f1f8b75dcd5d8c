"""Access to the operating system's calls: the native ones, and those that are objects."""

import _posix
from _posix import *
from _posix import (_affinity_count, _create_environ, _entries, _exit, _have_functions, _path_normpath,
                    _path_splitroot_ex)

error = OSError
environ = _create_environ()


def _clearenv():
    for key in _create_environ():
        unsetenv(key)


def process_cpu_count():
    return _affinity_count()


def _inputhook():
    pass


def _is_inputhook_installed():
    return False


def register_at_fork(*, before=None, after_in_child=None, after_in_parent=None):
    """There is no fork; what should be done around one is never called."""
    if before is after_in_child is after_in_parent is None:
        raise TypeError("At least one argument is required.")


def major(device):
    return (device >> 8) & 0xFFF | (device >> 32) & ~0xFFF


def minor(device):
    return device & 0xFF | (device >> 12) & ~0xFF


def makedev(major, minor):
    return (major & 0xFFF) << 8 | (major & ~0xFFF) << 32 | minor & 0xFF | (minor & ~0xFF) << 12


def getlogin():
    # Nobody is asked who sits at the terminal: it is who the environment says.
    name = environ.get(b"LOGNAME") or environ.get(b"USER")
    if name is None:
        raise OSError(6, strerror(6))
    return name.decode()


def ctermid():
    return "/dev/tty"


_UNKNOWN, _FOLDER, _FILE, _LINK = 0, 4, 8, 10


class DirEntry:
    """An entry of a folder, from scandir(); what the system said of it is kept."""

    __module__ = "posix"
    __slots__ = ("name", "path", "_kind", "_inode", "_folder", "_stat", "_lstat")

    def __new__(cls, *_, **__):
        raise TypeError("cannot create 'posix.DirEntry' instances")

    def __fspath__(self):
        return self.path

    def __repr__(self):
        return f"<DirEntry {self.name!r}>"

    def inode(self):
        return self._inode

    def stat(self, *, follow_symlinks=True):
        if follow_symlinks and self.is_symlink():
            if self._stat is None:
                self._stat = self._ask(True)
            return self._stat
        if self._lstat is None:
            self._lstat = self._ask(False)
        return self._lstat

    def _ask(self, follow):
        if self._folder is None:
            return _posix.stat(self.path, follow_symlinks=follow)
        return _posix.stat(self.name, dir_fd=self._folder, follow_symlinks=follow)

    def _is(self, kind, follow):
        if self._kind == _UNKNOWN or follow and self._kind == _LINK:
            try:
                mode = self.stat(follow_symlinks=follow).st_mode
            except FileNotFoundError:
                return False
            return mode >> 12 == kind
        return self._kind == kind

    def is_dir(self, *, follow_symlinks=True):
        return self._is(_FOLDER, follow_symlinks)

    def is_file(self, *, follow_symlinks=True):
        return self._is(_FILE, follow_symlinks)

    def is_symlink(self):
        return self._is(_LINK, False)

    def is_junction(self):
        return False

    def __class_getitem__(cls, item):
        return _GenericAlias(cls, item)


_GenericAlias = type(list[int])


class ScandirIterator:
    __module__ = "posix"

    def __new__(cls, *_, **__):
        raise TypeError("cannot create 'posix.ScandirIterator' instances")

    def __iter__(self):
        return self

    def __next__(self):
        # One entry to one thread: taking an item off a list is atomic.
        try:
            name, kind, inode = self._left.pop()
        except IndexError:
            raise StopIteration from None
        entry = object.__new__(DirEntry)
        entry.name, entry._kind, entry._inode = name, kind, inode
        entry.path = self._prefix + name if self._folder is None else name
        entry._folder, entry._stat, entry._lstat = self._folder, None, None
        return entry

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._left.clear()


def scandir(path=None):
    entries = _entries(path)
    entries.reverse()
    found = object.__new__(ScandirIterator)
    found._left, found._folder = entries, None
    if isinstance(path, int):
        found._folder = path
    else:
        prefix = "." if path is None else fspath(path)
        slash = "/" if isinstance(prefix, str) else b"/"
        found._prefix = prefix if prefix.endswith(slash) else prefix + slash
    return found
