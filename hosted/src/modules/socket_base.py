"""Sockets as CPython has them in C: the class that `socket.socket` is built on, and functions on addresses."""

import errno as _errno
import os as _os
import time as _time
from _operator import index as _index

import _select_native
import _socket_native
from _socket_native import *

has_ipv6 = True
CAPI = None
error = OSError
timeout = TimeoutError
INADDR_ANY, INADDR_BROADCAST, INADDR_LOOPBACK = 0, 0xFFFFFFFF, 0x7F000001
AI_PASSIVE, AI_CANONNAME, AI_NUMERICHOST, AI_NUMERICSERV, AI_ADDRCONFIG, AI_V4MAPPED, AI_ALL = 1, 2, 4, 1024, 32, 8, 16
NI_NUMERICHOST, NI_NUMERICSERV, NI_NOFQDN, NI_NAMEREQD, NI_DGRAM = 1, 2, 4, 8, 16
EAI_AGAIN, EAI_FAIL, EAI_FAMILY, EAI_NONAME, EAI_SERVICE, EAI_SOCKTYPE = -3, -4, -6, -2, -8, -7
_IN, _OUT, _ERR, _HUP, _INVALID = 1, 4, 8, 16, 32
_default_timeout = None
_AGAIN = (_errno.EAGAIN, _errno.EWOULDBLOCK)


class herror(OSError):
    pass


class gaierror(OSError):
    pass


def _seconds(value):
    if value is None:
        return None
    value = float(value)
    if value < 0:
        raise ValueError("Timeout value out of range")
    return value


def getdefaulttimeout():
    return _default_timeout


def setdefaulttimeout(timeout, /):
    global _default_timeout
    _default_timeout = _seconds(timeout)


def _resolved(call, *args):
    try:
        return call(*args)
    except LookupError as e:
        raise gaierror(EAI_NONAME, str(e)) from None


class socket:
    """A descriptor of a socket. Safe for threads as the system's calls are; a timeout that is set while another thread waits holds from its next call on."""

    __slots__ = ("_fd", "_family", "_type", "_proto", "_timeout")

    def __new__(cls, *args, **keywords):
        # The object's own from the end of `__init__` on; what fails before leaves the caller's descriptor alone.
        self = super().__new__(cls)
        self._fd = -1
        return self

    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
        if fileno is None:
            family = AF_INET if family == -1 else int(family)
            type = SOCK_STREAM if type == -1 else int(type)
            proto = 0 if proto == -1 else int(proto)
            fd = _socket_native.socket(family, type, proto)
        else:
            fd = _index(fileno)
            if fd < 0:
                raise ValueError("negative file descriptor")
            if family == -1:
                address = _socket_native.getsockname(fd)
                family = AF_UNIX if not isinstance(address, tuple) else AF_INET6 if len(address) == 4 else AF_INET
            if type == -1:
                type = _socket_native.getsockopt(fd, SOL_SOCKET, SO_TYPE, 0)
            proto = 0 if proto == -1 else int(proto)
        self._family, self._type, self._proto = int(family), int(type) & ~(SOCK_NONBLOCK | SOCK_CLOEXEC), proto
        self._timeout = None
        if int(type) & SOCK_NONBLOCK:
            self._timeout = 0.0
        elif (limit := _default_timeout) is not None:
            try:
                _os.set_blocking(fd, False)
            except BaseException:
                if fileno is None:
                    close(fd)
                raise
            self._timeout = limit
        self._fd = fd

    def __del__(self):
        fd = self._fd
        if fd >= 0:
            text = f"unclosed {self!r}"
            self._fd = -1
            # A warning may be an error.
            close(fd)
            import warnings

            warnings.warn(text, ResourceWarning, source=self)

    def __repr__(self):
        return f"<socket object, fd={self._fd}, family={self._family}, type={self._type}, proto={self._proto}>"

    @property
    def family(self):
        return self._family

    @property
    def type(self):
        return self._type

    @property
    def proto(self):
        return self._proto

    @property
    def timeout(self):
        return self._timeout

    def fileno(self):
        return self._fd

    def detach(self):
        fd, self._fd = self._fd, -1
        return fd

    def close(self):
        fd, self._fd = self._fd, -1
        if fd >= 0:
            try:
                _os.close(fd)
            except OSError as e:
                if e.errno != _errno.ECONNRESET:
                    raise

    def settimeout(self, value, /):
        value = _seconds(value)
        _os.set_blocking(self._fd, value is None)
        self._timeout = value

    def gettimeout(self):
        return self._timeout

    def setblocking(self, flag, /):
        self.settimeout(None if flag else 0.0)

    def getblocking(self):
        return self._timeout is None or self._timeout > 0

    def _wait(self, events, end):
        left = -1 if end is None else max(0, int((end - _time.monotonic()) * 1000 + 0.999))
        fd = self._fd
        ready = _select_native.poll([(fd, events)], left) if fd >= 0 else [(fd, _INVALID)]
        if not ready:
            raise TimeoutError("timed out")
        if ready[0][1] & _INVALID:
            raise OSError(_errno.EBADF, _os.strerror(_errno.EBADF))

    def _do(self, events, call, *args, end=None):
        """A call, after waiting for the events as long as the timeout allows, or until `end`."""
        limit = self._timeout
        if limit is None or limit == 0:
            return call(self._fd, *args)
        if end is None:
            end = _time.monotonic() + limit
        while True:
            self._wait(events, end)
            try:
                return call(self._fd, *args)
            except OSError as e:
                if e.errno not in _AGAIN:
                    raise

    def bind(self, address, /):
        _resolved(_socket_native.bind, self._fd, self._family, address)

    def listen(self, backlog=None, /):
        _socket_native.listen(self._fd, min(SOMAXCONN, 128) if backlog is None else backlog)

    def _accept(self):
        return self._do(_IN, _socket_native.accept)

    def connect(self, address, /):
        try:
            _resolved(_socket_native.connect, self._fd, self._family, address)
        except OSError as e:
            if e.errno != _errno.EINPROGRESS or not self._timeout:
                raise
            self._wait(_OUT, _time.monotonic() + self._timeout)
            e = self.getsockopt(SOL_SOCKET, SO_ERROR)
            if e:
                raise OSError(e, _os.strerror(e)) from None

    def connect_ex(self, address, /):
        try:
            self.connect(address)
        except TimeoutError as e:
            return e.errno or _errno.EAGAIN
        except OSError as e:
            if e.errno is None or isinstance(e, gaierror):
                raise
            return e.errno
        return 0

    def recv(self, bufsize, flags=0, /):
        return self._do(_IN, _socket_native.recv, bufsize, flags)

    def recvfrom(self, bufsize, flags=0, /):
        return self._do(_IN, _socket_native.recvfrom, bufsize, flags)

    def recv_into(self, buffer, nbytes=0, flags=0):
        view = _room("recv_into", buffer, nbytes)
        data = self.recv(len(view), flags)
        view[: len(data)] = data
        return len(data)

    def recvfrom_into(self, buffer, nbytes=0, flags=0):
        view = _room("recvfrom_into", buffer, nbytes)
        data, address = self.recvfrom(len(view), flags)
        view[: len(data)] = data
        return len(data), address

    def send(self, data, flags=0, /):
        return self._do(_OUT, _socket_native.send, data, flags)

    def sendall(self, data, flags=0, /):
        view = memoryview(data).cast("B")
        # All parts share one limit.
        end = _time.monotonic() + self._timeout if self._timeout else None
        while view:
            sent = self._do(_OUT, _socket_native.send, bytes(view[: 1 << 18]), flags, end=end)
            view = view[sent:]

    def sendto(self, data, *rest):
        if not 1 <= len(rest) <= 2:
            raise TypeError(f"sendto() takes 2 or 3 arguments ({len(rest) + 1} given)")
        flags = rest[0] if len(rest) == 2 else 0
        return self._do(_OUT, lambda fd: _resolved(_socket_native.sendto, fd, self._family, data, flags, rest[-1]))

    def shutdown(self, how, /):
        _socket_native.shutdown(self._fd, how)

    def getsockname(self):
        return _socket_native.getsockname(self._fd)

    def getpeername(self):
        return _socket_native.getpeername(self._fd)

    def getsockopt(self, level, option, buflen=0, /):
        return _socket_native.getsockopt(self._fd, level, option, buflen)

    def setsockopt(self, level, option, value, optlen=None, /):
        if value is None:
            value = bytes(optlen)
        _socket_native.setsockopt(self._fd, level, option, value)


SocketType = socket


def _room(name, buffer, size):
    """The part of a buffer that is to be filled, checked before anything is received."""
    view = memoryview(buffer).cast("B")
    if view.readonly:
        raise TypeError(f"{name}() argument 1 must be read-write bytes-like object, not {type(buffer).__name__}")
    if size < 0:
        raise ValueError(f"negative buffersize in {name}")
    if size > len(view):
        raise ValueError(f"{'buffer too small for requested bytes' if name == 'recv_into' else 'nbytes is greater than the length of the buffer'}")
    return view[: size or len(view)]


def socketpair(family=AF_UNIX, type=SOCK_STREAM, proto=0, /):
    a, b = _socket_native.socketpair(int(family), int(type), proto)
    return socket(family, type, proto, a), socket(family, type, proto, b)


def close(fd, /):
    _os.close(fd)


def dup(fd, /):
    return _os.dup(fd)


def _word(name, value, size):
    if not isinstance(value, int):
        raise TypeError(f"expected int, {type(value).__name__} found")
    if value < 0:
        raise OverflowError(f"{name}: can't convert negative Python int to C {8 * size}-bit unsigned integer")
    if value >> 8 * size:
        raise OverflowError(f"{name}: Python int too large to convert to C {8 * size}-bit unsigned integer")
    import sys

    return value if sys.byteorder == "big" else int.from_bytes(value.to_bytes(size, "little"), "big")


def htons(x, /):
    return _word("htons", x, 2)


def ntohs(x, /):
    return _word("ntohs", x, 2)


def htonl(x, /):
    return _word("htonl", x, 4)


def ntohl(x, /):
    return _word("ntohl", x, 4)


def _four(text):
    parts = text.split(".")
    if len(parts) != 4 or not all(p.isdecimal() and p.isascii() and int(p) < 256 and (p == "0" or p[0] != "0") for p in parts):
        return None
    return bytes(map(int, parts))


def _number(text):
    """A part of an address as C writes numbers: octal after 0, hexadecimal after 0x."""
    if text[:2] in ("0x", "0X"):
        base, digits, text = 16, "0123456789abcdefABCDEF", text[2:]
    elif text[:1] == "0" and len(text) > 1:
        base, digits = 8, "01234567"
    else:
        base, digits = 10, "0123456789"
    return int(text, base) if text and all(c in digits for c in text) and len(text) < 16 else -1


def inet_aton(ip, /):
    """One to four numbers; the last stands for all the bytes that are left."""
    numbers = [_number(part) for part in ip.split(".")]
    last = numbers.pop()
    left = 4 - len(numbers)
    if left < 1 or any(not 0 <= n < 256 for n in numbers) or not 0 <= last < 256**left:
        raise OSError("illegal IP address string passed to inet_aton")
    return bytes(numbers) + last.to_bytes(left, "big")


def inet_ntoa(packed, /):
    if len(packed) != 4:
        raise OSError("packed IP wrong length")
    return ".".join(map(str, bytes(packed)))


def inet_pton(family, ip, /):
    if family == AF_INET:
        packed = _four(ip)
    elif family == AF_INET6:
        import ipaddress

        try:
            packed = ipaddress.IPv6Address(ip).packed
        except ValueError:
            packed = None
    else:
        raise OSError(_errno.EAFNOSUPPORT, _os.strerror(_errno.EAFNOSUPPORT))
    if packed is None:
        raise OSError("illegal IP address string passed to inet_pton")
    return packed


def inet_ntop(family, packed, /):
    if family == AF_INET and len(packed) == 4:
        return inet_ntoa(packed)
    if family == AF_INET6 and len(packed) == 16:
        import ipaddress

        return str(ipaddress.IPv6Address(bytes(packed)))
    if family not in (AF_INET, AF_INET6):
        raise ValueError(f"unknown address family {family}")
    raise ValueError("invalid length of packed IP address string")


_PROTOCOLS = {"ip": 0, "icmp": 1, "tcp": 6, "udp": 17}


def getprotobyname(name, /):
    try:
        return _PROTOCOLS[name]
    except KeyError:
        raise OSError("protocol not found") from None


def _services():
    try:
        with open("/etc/services", encoding="ascii", errors="replace") as file:
            for line in file:
                words = line.partition("#")[0].split()
                if len(words) >= 2:
                    port, _, protocol = words[1].partition("/")
                    yield words[0], int(port), protocol, words[2:]
    except OSError:
        return


def getservbyname(name, protocol=None, /):
    for service, port, p, aliases in _services():
        if (service == name or name in aliases) and protocol in (None, p):
            return port
    raise OSError("service/proto not found")


def getservbyport(port, protocol=None, /):
    for service, number, p, _ in _services():
        if number == port and protocol in (None, p):
            return service
    raise OSError("port/proto not found")


def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    if isinstance(host, (bytes, bytearray)):
        host = host.decode()
    if isinstance(port, (bytes, bytearray)):
        port = port.decode()
    if port is None:
        number = 0
    elif isinstance(port, int):
        number = port
    elif port.isdecimal():
        number = int(port)
    else:
        try:
            number = getservbyname(port)
        except OSError:
            raise gaierror(EAI_SERVICE, "Servname not supported for ai_socktype") from None
    if host is None:
        found = [(AF_INET6, "::"), (AF_INET, "0.0.0.0")] if flags & AI_PASSIVE else [(AF_INET6, "::1"), (AF_INET, "127.0.0.1")]
    elif _four(host) is not None:
        found = [(AF_INET, host)]
    elif flags & AI_NUMERICHOST:
        try:
            found = [(AF_INET6, inet_ntop(AF_INET6, inet_pton(AF_INET6, host)))]
        except OSError:
            found = []
    else:
        found = _socket_native.resolve(host)
    kinds = [k for k in ((SOCK_STREAM, 6), (SOCK_DGRAM, 17), (SOCK_RAW, 0)) if type in (0, k[0]) and proto in (0, k[1])]
    out = []
    for f, ip in found:
        if family in (0, f):
            address = (ip, number) if f == AF_INET else (ip, number, 0, 0)
            out += [(f, kind, p, "", address) for kind, p in kinds]
    if not out:
        raise gaierror(EAI_NONAME, "Name or service not known")
    return out


def gethostbyname(name, /):
    return getaddrinfo(name, None, AF_INET, SOCK_STREAM)[0][4][0]


def gethostbyname_ex(name, /):
    return name, [], sorted({entry[4][0] for entry in getaddrinfo(name, None, AF_INET, SOCK_STREAM)})


def _names_of(ip):
    """The names that the system's own table has for an address; nobody else is asked."""
    try:
        with open("/etc/hosts", encoding="utf-8", errors="replace") as file:
            for line in file:
                words = line.partition("#")[0].split()
                if len(words) >= 2 and words[0] == ip:
                    return words[1:]
    except OSError:
        pass
    return []


def gethostbyaddr(ip, /):
    ip = gethostbyname(ip) if ":" not in ip else ip
    names = _names_of(ip)
    if not names:
        raise herror(1, "Unknown host")
    return names[0], names[1:], [ip]


def getnameinfo(address, flags, /):
    """Names come from the system's own tables alone."""
    host, port = address[0], address[1]
    if not isinstance(host, str) or not isinstance(port, int):
        raise TypeError("getnameinfo() argument 1 must be a tuple of a numeric address and a port")
    if not 0 <= port <= 65535:
        raise OverflowError("getsockaddrarg: port must be 0-65535.")
    names = [] if flags & NI_NUMERICHOST else _names_of(host)
    if not names and flags & NI_NAMEREQD:
        raise gaierror(EAI_NONAME, "Name or service not known")
    service = str(port)
    if not flags & NI_NUMERICSERV:
        try:
            service = getservbyport(port, "udp" if flags & NI_DGRAM else "tcp")
        except OSError:
            pass
    return names[0] if names else host, service
