"""Values as bytes, in the format of CPython's `marshal`: what one writes the other reads, code objects excepted.

Nothing here calls itself for what lies in a value, except to bring the items of a set in order. A list, dict or set that others change meanwhile is written
as it was at one moment.
"""

import sys as _sys
from _struct import pack as _pack, unpack as _unpack
from operator import index as _index

version = 6

_MAX_DEPTH = 2000
_REF = 0x80
_code = type((lambda: None).__code__)
_frozendict = getattr(__import__("builtins"), "frozendict", None)


def _is_interned(value):
    # CPython keeps one string of each Latin-1 character.
    return _sys._is_interned(value) or len(value) == 1 and value < "\u0100"


# The end of a dict, and the place of a tuple, frozenset or slice whose items are still being read.
_null = object()
_unready = object()

_singletons = {id(None): b"N", id(True): b"T", id(False): b"F", id(...): b".", id(StopIteration): b"S"}


def _size(n):
    if n > 0x7fffffff:
        raise ValueError("unmarshallable object")
    return n.to_bytes(4, "little")


def _integer(value):
    if -0x80000000 <= value <= 0x7fffffff:
        return b"i", value.to_bytes(4, "little", signed=True)
    # Digits of 15 bits, the lowest first; the sign is that of their number.
    bits = bin(abs(value))[2:]
    bits = bits.zfill((len(bits) + 14) // 15 * 15)
    digits = [int(bits[i:i + 15], 2) for i in range(len(bits) - 15, -1, -15)]
    count = -len(digits) if value < 0 else len(digits)
    return b"l", count.to_bytes(4, "little", signed=True) + _pack("<%dH" % len(digits), *digits)


def _decimal(value):
    text = ("%.17g" % value).encode()
    return bytes((len(text),)) + text


def _text(value, version):
    interned = version >= 3 and _is_interned(value)
    if version >= 4 and value.isascii():
        data = value.encode()
        if len(data) < 256:
            return b"Z" if interned else b"z", bytes((len(data),)) + data
        return b"A" if interned else b"a", _size(len(data)) + data
    data = value.encode("utf-8", "surrogatepass")
    return b"t" if interned else b"u", _size(len(data)) + data


def _ordered(items, version, allow_code, orders):
    """The items of a set in the order of what is written for them, so that equal sets are written alike."""
    if len(items) < 2:
        return items

    def order(item):
        known = orders.get(id(item))
        if known is None:
            # With the item, which thus keeps its identity.
            known = orders[id(item)] = item, bytes(_write(item, version, allow_code, orders))
        return known[1]

    return sorted(items, key=order)


def _write(value, version, allow_code, orders):
    out = bytearray()
    # Numbers of what was written; the snapshots keep alive what is known by identity.
    refs = {}
    snapshots = []
    closed = False
    # What is still to write: of each open container its remaining items.
    stack = []
    items = iter((value,))
    while True:
        for v in items:
            if v is _null:
                out += b"0"
                continue
            code = _singletons.get(id(v))
            if code is not None:
                out += code
                continue
            kind = type(v)
            inner = None
            if kind is int:
                key = v
                code, data = _integer(v)
            elif kind is str:
                key = id(v),
                code, data = _text(v, version)
            elif kind is float:
                data = _pack("<d", v)
                # A set may hold several NaNs, which are not equal.
                key = ("float", data) if v == v else object()
                code = b"g"
                if version < 2:
                    code, data = b"f", _decimal(v)
            elif kind is bytes:
                key = id(v),
                code, data = b"s", _size(len(v)) + v
            elif kind is tuple:
                key = id(v),
                inner = v
                code, data = (b")", bytes((len(v),))) if version >= 4 and len(v) < 256 else (b"(", _size(len(v)))
            elif kind is list:
                key = id(v),
                inner = tuple(v)
                code, data = b"[", _size(len(inner))
            elif kind is dict or kind is _frozendict and version >= 6 and kind is not None:
                key = id(v),
                inner = [x for pair in list(v.items()) for x in pair]
                inner.append(_null)
                code, data = b"{" if kind is dict else b"}", b""
            elif kind is set or kind is frozenset:
                key = id(v),
                inner = _ordered(list(v), version, allow_code, orders)
                code, data = b"<" if kind is set else b">", _size(len(inner))
            elif kind is complex:
                data = _pack("<dd", v.real, v.imag)
                key = ("complex", data) if v == v else object()
                code = b"y"
                if version < 2:
                    code, data = b"x", _decimal(v.real) + _decimal(v.imag)
            elif kind is slice and version >= 5:
                key = id(v),
                inner = v.start, v.stop, v.step
                code, data = b":", b""
            elif kind is _code and not allow_code:
                raise ValueError("marshalling code objects is disallowed")
            else:
                try:
                    data = bytes(memoryview(v))
                except (TypeError, BufferError):
                    raise ValueError("unmarshallable object") from None
                key = id(v),
                code, data = b"s", _size(len(data)) + data
            if version >= 3:
                seen = refs.get(key)
                if seen is not None:
                    if seen < 0:
                        # A slice or frozendict that holds itself could not be made again.
                        raise ValueError("unmarshallable object")
                    out += b"r"
                    out += _size(seen)
                    continue
                closed = kind is slice or kind is _frozendict and kind is not None
                refs[key] = ~len(refs) if closed else len(refs)
                out.append(code[0] | _REF)
            else:
                out += code
            out += data
            if inner:
                snapshots.append(inner)
                stack.append((items, key if closed else None))
                if len(stack) >= _MAX_DEPTH:
                    raise ValueError("object too deeply nested to marshal")
                items = iter(inner)
                break
        else:
            if not stack:
                return out
            items, key = stack.pop()
            if key is not None:
                refs[key] = ~refs[key]


class _Data:
    """Takes from bytes."""

    def __init__(self, data):
        self.data = data
        self.pos = 0

    def take(self, size):
        end = self.pos + size
        if end > len(self.data):
            raise EOFError("marshal data too short")
        found = self.data[self.pos:end]
        self.pos = end
        return found

    def take_kind(self):
        if self.pos >= len(self.data):
            raise EOFError("EOF read where object expected")
        self.pos += 1
        return self.data[self.pos - 1]


class _File:
    """Takes from a file, no more than asked for: another value may follow."""

    def __init__(self, file):
        found = file.read(0)
        if not isinstance(found, bytes):
            raise TypeError("file.read() returned not bytes but %s" % type(found).__name__)
        self.readinto = file.readinto

    def take(self, size, message="marshal data too short"):
        # A size that was made up costs no memory before the data is there.
        parts = []
        while size > 0 or not parts:
            step = min(size, 1 << 20)
            buffer = bytearray(step)
            count = self.readinto(buffer) if step else 0
            if count != step:
                if count is not None and count > step:
                    raise ValueError("read() returned too much data: %d bytes requested, %d returned" % (step, count))
                raise EOFError(message)
            parts.append(buffer)
            size -= step
        return bytes(parts[0]) if len(parts) == 1 else b"".join(parts)

    def take_kind(self):
        return self.take(1, "EOF read where object expected")[0]


class _Open:
    """A container that is being read: its items so far, how many more there are, and its number among what can be referred to."""

    __slots__ = ("kind", "items", "left", "ref", "key", "late")

    def __init__(self, kind, items, left, ref):
        self.kind = kind
        self.items = items
        self.left = left
        self.ref = ref
        self.key = _null
        self.late = None


_NAMES = {"(": "tuple", ")": "tuple", "[": "list", "<": "set", ">": "set"}


def _read_long(take):
    count = int.from_bytes(take(4), "little", signed=True)
    if count == -0x80000000:
        raise ValueError("bad marshal data (long size out of range)")
    size = abs(count)
    digits = _unpack("<%dH" % size, take(2 * size))
    if size and max(digits) > 0x7fff:
        raise ValueError("bad marshal data (digit out of range in long)")
    if size and not digits[-1]:
        raise ValueError("bad marshal data (unnormalized long data)")
    value = int("".join([format(d, "015b") for d in reversed(digits)]) or "0", 2)
    return -value if count < 0 else value


def _read(source, allow_code):
    take = source.take
    take_kind = source.take_kind
    refs = []
    stack = []
    # Numbers of tuples that are not ready to those who are open.
    unready = {}

    def size(what):
        n = int.from_bytes(take(4), "little", signed=True)
        if n < 0:
            raise ValueError("bad marshal data (%s size out of range)" % what)
        return n

    def decimal():
        return float(take(take(1)[0]).decode("latin-1"))

    while True:
        code = take_kind()
        keep = code >= _REF
        kind = chr(code & 0x7f)
        opened = None
        if kind == "r":
            n = int.from_bytes(take(4), "little", signed=True)
            if not 0 <= n < len(refs):
                raise ValueError("bad marshal data (invalid reference)")
            value = refs[n]
            if value is _unready:
                # A list or dict in a tuple may hold the tuple; it gets it when there is one.
                top = stack[-1]
                if n not in unready or top.kind != "[" and (top.kind != "{" or top.key is _null):
                    raise ValueError("bad marshal data (invalid reference)")
                value = None
                place = len(top.items) if top.kind == "[" else top.key
                unready[n].late.append((top.items, place))
            keep = False
        elif kind == "i":
            value = int.from_bytes(take(4), "little", signed=True)
        elif kind in "zZ":
            value = take(take(1)[0]).decode("latin-1")
        elif kind in "aA":
            value = take(size("string")).decode("latin-1")
        elif kind in "ut":
            value = take(size("string")).decode("utf-8", "surrogatepass")
        elif kind == "s":
            value = bytes(take(size("bytes object")))
        elif kind == "g":
            value, = _unpack("<d", take(8))
        elif kind == "N":
            value, keep = None, False
        elif kind == "T":
            value, keep = True, False
        elif kind == "F":
            value, keep = False, False
        elif kind == ".":
            value, keep = ..., False
        elif kind == "S":
            value, keep = StopIteration, False
        elif kind == "0":
            value, keep = _null, False
        elif kind == "l":
            value = _read_long(take)
        elif kind == "I":
            value = int.from_bytes(take(8), "little", signed=True)
        elif kind == "f":
            value = decimal()
        elif kind == "x":
            value = decimal()
            value = complex(value, decimal())
        elif kind == "y":
            value = complex(*_unpack("<dd", take(16)))
        elif kind in "()[<>":
            value = () if kind in "()" else [] if kind == "[" else set() if kind == "<" else frozenset()
            left = take(1)[0] if kind == ")" else size(_NAMES[kind])
            if left:
                opened = _Open(kind, value if kind in "[<" else [], left, len(refs) if keep else None)
        elif kind in "{}" and (kind == "{" or _frozendict is not None):
            value = {}
            opened = _Open(kind, value, -1, len(refs) if keep else None)
        elif kind == ":":
            value = None
            opened = _Open(kind, [], 3, len(refs) if keep else None)
        elif kind == "c" and not allow_code:
            raise ValueError("unmarshalling code objects is disallowed")
        else:
            raise ValueError("bad marshal data (unknown type code)")
        if kind in "ZAt":
            value = _sys.intern(value)

        if opened is not None:
            if len(stack) >= _MAX_DEPTH:
                raise ValueError("recursion limit exceeded")
            stack.append(opened)
            if keep:
                if kind in "[{<":
                    refs.append(value)
                else:
                    refs.append(_unready)
                    if kind in "()":
                        opened.late = []
                        unready[opened.ref] = opened
            continue
        if keep:
            refs.append(value)

        # A value is complete: it goes to the container around it, which may be complete with it.
        while stack:
            top = stack[-1]
            kind = top.kind
            if kind in "{}":
                if value is not _null:
                    if top.key is _null:
                        top.key = value
                    else:
                        top.items[top.key] = value
                        top.key = _null
                    break
                value = top.items if kind == "{" else _frozendict(top.items)
            else:
                if value is _null:
                    raise TypeError("NULL object in marshal data for %s" % _NAMES.get(kind, "slice"))
                if kind == "<":
                    top.items.add(value)
                else:
                    top.items.append(value)
                top.left -= 1
                if top.left:
                    break
                value = top.items
                if kind in "()":
                    value = tuple(value)
                elif kind == ">":
                    value = frozenset(value)
                elif kind == ":":
                    value = slice(*value)
            stack.pop()
            if top.ref is not None:
                refs[top.ref] = value
                if top.late is not None:
                    del unready[top.ref]
                    for items, place in top.late:
                        items[place] = value
        else:
            if value is _null:
                raise TypeError("NULL object in marshal data for object")
            return value


def dumps(value, version=version, /, *, allow_code=True):
    """Return the bytes object that would be written to a file by dump(value, file)."""
    return bytes(_write(value, _index(version), allow_code, {}))


def dump(value, file, version=version, /, *, allow_code=True):
    """Write the value on the open file."""
    data = dumps(value, version, allow_code=allow_code)
    return file.write(data)


def loads(bytes, /, *, allow_code=True):
    """Convert the bytes-like object to a value."""
    try:
        data = memoryview(bytes).tobytes()
    except TypeError:
        raise TypeError("a bytes-like object is required, not '%s'" % type(bytes).__name__) from None
    return _read(_Data(data), allow_code)


def load(file, /, *, allow_code=True):
    """Read one value from the open file and return it."""
    return _read(_File(file), allow_code)
