import _hashes_native as _native
from _hashes import _Hash


def _checked(name, value, most):
    if len(value) > most:
        raise ValueError(f"maximum {name} length is {most} bytes, got {len(value)}")
    return bytes(value)


class _Blake(_Hash):
    __slots__ = ("digest_size",)

    def __new__(cls, data=b"", /, *, digest_size=None, key=b"", salt=b"", person=b"", fanout=1, depth=1, leaf_size=0,
                node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True, string=None):
        if string is not None:
            data = string
        most = cls.MAX_DIGEST_SIZE
        if digest_size is None:
            digest_size = most
        if not 0 < digest_size <= most:
            raise ValueError(f"digest_size for {cls.name} must be between 1 and {most} bytes, got {digest_size}")
        salt = _checked("salt", salt, cls.SALT_SIZE)
        person = _checked("person", person, cls.PERSON_SIZE)
        if not 0 <= fanout <= 255:
            raise ValueError("'fanout' must be between 0 and 255")
        if not 0 < depth <= 255:
            raise ValueError("'depth' must be between 1 and 255")
        if leaf_size < 0 or node_offset < 0:
            raise ValueError("Cannot convert negative int")
        if leaf_size >= 2**32:
            raise OverflowError("'leaf_size' is too large")
        if node_offset >= 2**64:
            raise OverflowError("Python int too large for C unsigned long long")
        if node_offset >= cls._offsets:
            raise OverflowError("'node_offset' is too large")
        if not 0 <= node_depth <= 255:
            raise ValueError("'node_depth' must be between 0 and 255")
        if not 0 <= inner_size <= most:
            raise ValueError(f"'inner_size' must be between 0 and {most}")
        key = _checked("key", key, cls.MAX_KEY_SIZE)
        self = object.__new__(cls)
        self.digest_size = digest_size
        # The offset's 64 bits as a signed number.
        self._state = cls._make(key, salt, person, digest_size, fanout, depth, leaf_size,
                                node_offset - (node_offset >> 63 << 64), node_depth, inner_size, int(last_node))
        _native.update(self._state, data)
        return self

    def copy(self):
        other = _Hash.copy(self)
        other.digest_size = self.digest_size
        return other


class blake2b(_Blake):
    """Return a new BLAKE2b hash object."""
    __slots__ = ()
    name = "blake2b"
    block_size = 128
    SALT_SIZE = PERSON_SIZE = 16
    MAX_KEY_SIZE = MAX_DIGEST_SIZE = 64
    _offsets = 2**64
    _make = staticmethod(_native.blake2b)


class blake2s(_Blake):
    """Return a new BLAKE2s hash object."""
    __slots__ = ()
    name = "blake2s"
    block_size = 64
    SALT_SIZE = PERSON_SIZE = 8
    MAX_KEY_SIZE = MAX_DIGEST_SIZE = 32
    _offsets = 2**48
    _make = staticmethod(_native.blake2s)
