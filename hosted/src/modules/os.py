"""A little of the operating system."""

import sys
from _os import (_environ, _exists, _isdir, _isfile, cpu_count, getcwd, getpid, listdir, urandom, _putenv, _unsetenv, mkdir, remove, rmdir, unlink)

name = "posix"
sep = "/"
altsep = None
extsep = "."
pathsep = ":"
linesep = "\n"
curdir = "."
pardir = ".."
devnull = "/dev/null"
error = OSError


class _Environ(dict):
    """The environment; what is set here is seen by child processes."""

    def __setitem__(self, key, value):
        if not isinstance(key, str) or not isinstance(value, str):
            bad = key if not isinstance(key, str) else value
            raise TypeError("str expected, not %s" % type(bad).__name__)
        _putenv(key, value)
        dict.__setitem__(self, key, value)

    def __delitem__(self, key):
        dict.__delitem__(self, key)
        _unsetenv(key)

    def __repr__(self):
        return "environ({%s})" % ", ".join(f"{k!r}: {v!r}" for k, v in self.items())

    def copy(self):
        return dict(self)


environ = _Environ(_environ())


def getenv(key, default=None):
    return environ.get(key, default)


def putenv(key, value):
    _putenv(key, value)


def unsetenv(key):
    _unsetenv(key)


def process_cpu_count():
    return cpu_count()


def fspath(path):
    if isinstance(path, (str, bytes)):
        return path
    try:
        r = type(path).__fspath__(path)
    except AttributeError:
        raise TypeError("expected str, bytes or os.PathLike object, not " + type(path).__name__) from None
    return r


class _Path:
    """os.path"""

    sep = "/"
    curdir = "."
    pardir = ".."
    extsep = "."
    altsep = None
    pathsep = ":"

    @staticmethod
    def join(a, *p):
        path = fspath(a)
        for b in map(fspath, p):
            if b.startswith("/") or not path:
                path = b
            elif path.endswith("/"):
                path += b
            else:
                path += "/" + b
        return path

    @staticmethod
    def split(p):
        p = fspath(p)
        i = p.rfind("/") + 1
        head, tail = p[:i], p[i:]
        if head and head != "/" * len(head):
            head = head.rstrip("/")
        return head, tail

    @staticmethod
    def basename(p):
        p = fspath(p)
        return p[p.rfind("/") + 1:]

    @staticmethod
    def dirname(p):
        return _Path.split(p)[0]

    @staticmethod
    def splitext(p):
        p = fspath(p)
        start = p.rfind("/") + 1
        dot = p.rfind(".")
        if dot > start and p[start:dot].strip("."):
            return p[:dot], p[dot:]
        return p, ""

    @staticmethod
    def isabs(s):
        return fspath(s).startswith("/")

    @staticmethod
    def normpath(path):
        path = fspath(path)
        if not path:
            return "."
        slashes = 0
        if path.startswith("/"):
            slashes = 2 if path.startswith("//") and not path.startswith("///") else 1
        out = []
        for part in path.split("/"):
            if part in ("", "."):
                continue
            if part != ".." or (not slashes and not out) or (out and out[-1] == ".."):
                out.append(part)
            elif out:
                out.pop()
        return "/" * slashes + "/".join(out) or "."

    @staticmethod
    def abspath(path):
        path = fspath(path)
        if not path.startswith("/"):
            path = _Path.join(getcwd(), path)
        return _Path.normpath(path)

    realpath = abspath

    @staticmethod
    def exists(path):
        return _exists(fspath(path))

    lexists = exists

    @staticmethod
    def isfile(path):
        return _isfile(fspath(path))

    @staticmethod
    def isdir(path):
        return _isdir(fspath(path))

    @staticmethod
    def expanduser(path):
        path = fspath(path)
        if path == "~" or path.startswith("~/"):
            return environ.get("HOME", "~").rstrip("/") + path[1:]
        return path

    @staticmethod
    def expandvars(path):
        return fspath(path)

    @staticmethod
    def commonprefix(m):
        if not m:
            return ""
        a, b = min(m), max(m)
        for i, c in enumerate(a):
            if c != b[i]:
                return a[:i]
        return a

    @staticmethod
    def commonpath(paths):
        paths = [fspath(p) for p in paths]
        if not paths:
            raise ValueError("commonpath() arg is an empty sequence")
        if len({p.startswith("/") for p in paths}) != 1:
            raise ValueError("Can't mix absolute and relative paths")
        parts = [[c for c in p.split("/") if c and c != "."] for p in paths]
        least, most = min(parts), max(parts)
        same = len(_Path.commonprefix([least, most]))
        return "/" * paths[0].startswith("/") + "/".join(least[:same])

    @staticmethod
    def relpath(path, start="."):
        a = [p for p in _Path.abspath(start).split("/") if p]
        b = [p for p in _Path.abspath(path).split("/") if p]
        i = len(_Path.commonprefix([a, b]))
        return "/".join([".."] * (len(a) - i) + b[i:]) or "."


path = type(sys)("posixpath")
for _k in list(vars(_Path)):
    if not _k.startswith("__"):
        setattr(path, _k, getattr(_Path, _k))
sys.modules["os.path"] = path
sys.modules["posixpath"] = path
