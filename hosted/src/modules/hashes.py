# What the hash modules share: an object per state of _hashes_native.

import _hashes_native as _native


class _Hash:
    __slots__ = ("_state",)

    name = ""
    digest_size = 0
    block_size = 0

    def __new__(cls, data=b"", *, usedforsecurity=True, string=None):
        if string is not None:
            data = string
        self = object.__new__(cls)
        self._state = _native.new(cls.name)
        _native.update(self._state, data)
        return self

    def update(self, obj, /):
        """Update this hash object's state with the provided string."""
        _native.update(self._state, obj)

    def digest(self):
        """Return the digest value as a bytes object."""
        return _native.digest(self._state, 0)

    def hexdigest(self):
        """Return the digest value as a string of hexadecimal digits."""
        return self.digest().hex()

    def copy(self):
        """Return a copy of the hash object."""
        other = object.__new__(type(self))
        other._state = _native.copy(self._state)
        return other


class _Shake(_Hash):
    __slots__ = ()

    def digest(self, length):
        if length < 0:
            raise ValueError("value must be positive")
        return _native.digest(self._state, length)

    def hexdigest(self, length):
        return self.digest(length).hex()


def make(module, type_name, name, base=_Hash):
    """A class for one kind of hash."""
    digest_size, block_size = _native.sizes(name)
    return type(
        type_name, (base,),
        {"__slots__": (), "__module__": module, "name": name, "digest_size": digest_size, "block_size": block_size},
    )
