"""From bytes to text piece by piece."""

import _posix


class _Utf8Decoder:
    """Decodes UTF-8 piece by piece."""

    def __init__(self, errors):
        self._errors, self._rest = errors, b""

    def decode(self, data, final=False):
        if self._rest:
            data, self._rest = self._rest + data, b""
        if final or not data or data[-1] < 0x80:
            return self._text(data)
        # A character that the piece ends in waits for its other bytes.
        n = len(data)
        for back in range(1, min(n, 3) + 1):
            byte = data[n - back]
            if byte >= 0xC0:
                if back < (2 if byte < 0xE0 else 3 if byte < 0xF0 else 4) and byte < 0xF5:
                    if _may_begin(data[n - back :]):
                        data, self._rest = data[: n - back], data[n - back :]
                break
            if byte < 0x80:
                break
        return self._text(data)

    def _text(self, data):
        # Texts hold no lone surrogates; such bytes become the characters that they are in file names.
        if self._errors == "surrogateescape":
            return _posix._escape(data)
        return data.decode("utf-8", self._errors)

    def getstate(self):
        return self._rest, 0

    def setstate(self, state):
        self._rest = state[0]

    def reset(self):
        self._rest = b""


def _may_begin(part):
    """Whether bytes could be the beginning of a character."""
    first = part[0]
    if first < 0xC2:
        return False
    if len(part) > 1:
        low, high = {0xE0: (0xA0, 0xBF), 0xED: (0x80, 0x9F), 0xF0: (0x90, 0xBF), 0xF4: (0x80, 0x8F)}.get(first, (0x80, 0xBF))
        return low <= part[1] <= high
    return True


class _ByteDecoder:
    """Decodes an encoding of one byte per character."""

    def __init__(self, encoding, errors):
        self._encoding, self._errors = encoding, errors

    def decode(self, data, final=False):
        return data.decode(self._encoding, self._errors)

    def getstate(self):
        return b"", 0

    def setstate(self, state):
        pass

    def reset(self):
        pass


_SIMPLE = {
    "utf-8": "utf-8", "utf8": "utf-8", "u8": "utf-8", "cp65001": "utf-8", "utf": "utf-8",
    "ascii": "ascii", "us-ascii": "ascii", "646": "ascii",
    "latin-1": "latin-1", "latin1": "latin-1", "iso-8859-1": "latin-1", "iso8859-1": "latin-1", "l1": "latin-1", "latin": "latin-1",
}


def _simple(encoding):
    """The encoding's own name, when it is one that needs no codec object."""
    return _SIMPLE.get(encoding.lower().replace("_", "-"))


def _codec(encoding):
    import codecs

    info = codecs.lookup(encoding)
    if not getattr(info, "_is_text_encoding", True):
        raise LookupError(f"{encoding!r} is not a text encoding; use codecs.open() to handle arbitrary codecs")
    return info
