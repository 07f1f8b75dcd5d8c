"""Base 16, 32, 64 and 85 (RFC 4648, Ascii85, ZeroMQ's): the functions of CPython 3.15 over `binascii`, which does the work."""

import binascii

__all__ = [
    "encode", "decode", "encodebytes", "decodebytes", "b64encode", "b64decode", "b32encode", "b32decode", "b32hexencode", "b32hexdecode",
    "b16encode", "b16decode", "b85encode", "b85decode", "a85encode", "a85decode", "z85encode", "z85decode", "standard_b64encode",
    "standard_b64decode", "urlsafe_b64encode", "urlsafe_b64decode",
]

_UNSAID = ["NOT SPECIFIED"]
_URL_SAFE = bytes.maketrans(b"-_", b"+/")

bytes_types = (bytes, bytearray)

# Lines of mail: characters without the end of the line, and the bytes that they stand for.
MAXLINESIZE = 76
MAXBINSIZE = MAXLINESIZE // 4 * 3


def _bytes_from_decode_data(s):
    if isinstance(s, bytes_types):
        return s
    if isinstance(s, str):
        if s.isascii():
            return s.encode("ascii")
        raise ValueError("string argument should contain only ASCII characters")
    try:
        view = memoryview(s)
    except TypeError:
        raise TypeError("argument should be a bytes-like object or ASCII string, not %r" % s.__class__.__name__) from None
    return view.tobytes()


def b64encode(s, altchars=None, *, padded=True, wrapcol=0):
    """Base 64 of a bytes-like object. The two bytes of `altchars` take the places of `+` and `/`; without `padded` no `=` is written; lines have at most
    `wrapcol` characters, if that is not 0, and whole groups of four."""
    if altchars is None:
        return binascii.b2a_base64(s, padded=padded, wrapcol=wrapcol, newline=False)
    if len(altchars) != 2:
        raise ValueError(f"invalid altchars: {altchars!r}")
    return binascii.b2a_base64(s, padded=padded, wrapcol=wrapcol, newline=False, alphabet=binascii.BASE64_ALPHABET[:62] + altchars)


def b64decode(s, altchars=None, validate=_UNSAID, *, padded=True, ignorechars=_UNSAID, canonical=False):
    """The bytes of base 64, in bytes or ASCII text. The two characters of `altchars` take the places of `+` and `/`. With `validate`, which is implied by
    `ignorechars`, characters that are neither digits nor to be ignored are an error, and without it they are stepped over. Without `padded` the text may end
    anywhere; with `canonical` bits that stand for nothing have to be 0. Errors are `binascii.Error`."""
    s = _bytes_from_decode_data(s)
    told = ignorechars is not _UNSAID
    if validate is _UNSAID:
        validate = told
    foreign = None
    if altchars is not None:
        altchars = _bytes_from_decode_data(altchars)
        if len(altchars) != 2:
            raise ValueError(f"invalid altchars: {altchars!r}")
        if told:
            return binascii.a2b_base64(s, strict_mode=validate, alphabet=binascii.BASE64_ALPHABET[:62] + altchars, padded=padded, ignorechars=ignorechars,
                                       canonical=canonical)
        foreign = next((b for b in b"+/" if b not in altchars and b in s), None)
        s = s.translate(bytes.maketrans(altchars, b"+/"))
    result = binascii.a2b_base64(s, strict_mode=validate, padded=padded, ignorechars=ignorechars if told else b"", canonical=canonical)
    if foreign is not None:
        import warnings
        text = f"invalid character {chr(foreign)!a} in Base64 data with altchars={altchars!r} and validate={bool(validate)} will be "
        if validate:
            warnings.warn(text + "an error in future Python versions", DeprecationWarning, stacklevel=2)
        else:
            warnings.warn(text + "discarded in future Python versions", FutureWarning, stacklevel=2)
    return result


def standard_b64encode(s):
    """Base 64 of a bytes-like object, by the standard alphabet."""
    return b64encode(s)


def standard_b64decode(s):
    """The bytes of base 64 by the standard alphabet; what is no digit is stepped over."""
    return b64decode(s)


def urlsafe_b64encode(s, *, padded=True):
    """Base 64 of a bytes-like object, with `-` and `_` for `+` and `/`."""
    return binascii.b2a_base64(s, padded=padded, newline=False, alphabet=binascii.URLSAFE_BASE64_ALPHABET)


def urlsafe_b64decode(s, *, padded=False):
    """The bytes of base 64 with `-` and `_` for `+` and `/`; what is no digit is stepped over."""
    s = _bytes_from_decode_data(s)
    foreign = next((b for b in b"+/" if b in s), None)
    result = binascii.a2b_base64(s.translate(_URL_SAFE), strict_mode=False, padded=padded)
    if foreign is not None:
        import warnings
        warnings.warn(f"invalid character {chr(foreign)!a} in URL-safe Base64 data will be discarded in future Python versions", FutureWarning, stacklevel=2)
    return result


def b32encode(s, *, padded=True, wrapcol=0):
    """Base 32 of a bytes-like object; without `padded` no `=` is written; lines have at most `wrapcol` characters, if that is not 0."""
    return binascii.b2a_base32(s, padded=padded, wrapcol=wrapcol)


def b32decode(s, casefold=False, map01=None, *, padded=True, ignorechars=b"", canonical=False):
    """The bytes of base 32, in bytes or ASCII text. `casefold` takes small letters, too; `map01` says which letter, `I` or `L`, the digit 1 stands for, and
    that 0 stands for `O`. The rest is as in `b64decode`."""
    s = _bytes_from_decode_data(s)
    if map01 is not None:
        s = s.translate(bytes.maketrans(b"01", b"O" + _bytes_from_decode_data(map01)))
    return binascii.a2b_base32(s.upper() if casefold else s, padded=padded, ignorechars=ignorechars, canonical=canonical)


def b32hexencode(s, *, padded=True, wrapcol=0):
    """`b32encode` by the alphabet of hexadecimal digits and what follows them."""
    return binascii.b2a_base32(s, padded=padded, wrapcol=wrapcol, alphabet=binascii.BASE32HEX_ALPHABET)


def b32hexdecode(s, casefold=False, *, padded=True, ignorechars=b"", canonical=False):
    """`b32decode` by the alphabet of hexadecimal digits and what follows them."""
    s = _bytes_from_decode_data(s)
    return binascii.a2b_base32(s.upper() if casefold else s, alphabet=binascii.BASE32HEX_ALPHABET, padded=padded, ignorechars=ignorechars,
                               canonical=canonical)


def b16encode(s, *, wrapcol=0):
    """Hexadecimal digits, in capitals, of a bytes-like object; lines have at most `wrapcol`, if that is not 0."""
    if wrapcol == 0:
        return binascii.hexlify(s).upper()
    if wrapcol < 0:
        raise ValueError("Negative wrapcol")
    # Counted from the left.
    return binascii.hexlify(s, sep=b"\n", bytes_per_sep=-max(wrapcol // 2, 1)).upper()


def b16decode(s, casefold=False, *, ignorechars=b""):
    """The bytes of hexadecimal digits, in bytes or ASCII text; `casefold` takes small letters, too."""
    if not casefold:
        s = _bytes_from_decode_data(s)
        if not isinstance(ignorechars, bytes):
            ignorechars = bytes(memoryview(ignorechars))
        if any(b in s and b not in ignorechars for b in b"abcdef"):
            raise binascii.Error("Non-base16 digit found")
        s = s.translate(None, delete=b"abcdef")
    return binascii.unhexlify(s, ignorechars=ignorechars)


def a85encode(b, *, foldspaces=False, wrapcol=0, pad=False, adobe=False):
    """Ascii85 of a bytes-like object. `foldspaces` writes `y` for four spaces, as btoa does; `pad` keeps the digits of the zeros that fill up the last group;
    `adobe` puts the text between `<~` and `~>`; lines have at most `wrapcol` characters, if that is not 0."""
    return binascii.b2a_ascii85(b, foldspaces=foldspaces, adobe=adobe, wrapcol=wrapcol, pad=pad)


def a85decode(b, *, foldspaces=False, adobe=False, ignorechars=b" \t\n\r\v", canonical=False):
    """The bytes of Ascii85, in bytes or ASCII text. `foldspaces` takes `y` for four spaces; with `adobe` the text has to end with `~>` and may begin with `<~`;
    `ignorechars` are stepped over; with `canonical` only what encoding gives is taken."""
    return binascii.a2b_ascii85(b, foldspaces=foldspaces, adobe=adobe, ignorechars=ignorechars, canonical=canonical)


def b85encode(b, pad=False, *, wrapcol=0):
    """Base 85 of a bytes-like object, as git writes it. `pad` keeps the digits of the zeros that fill up the last group."""
    return binascii.b2a_base85(b, wrapcol=wrapcol, pad=pad)


def b85decode(b, *, ignorechars=b"", canonical=False):
    """The bytes of base 85 as git writes it, in bytes or ASCII text."""
    return binascii.a2b_base85(b, ignorechars=ignorechars, canonical=canonical)


def z85encode(s, pad=False, *, wrapcol=0):
    """`b85encode` by ZeroMQ's alphabet."""
    return binascii.b2a_base85(s, wrapcol=wrapcol, pad=pad, alphabet=binascii.Z85_ALPHABET)


def z85decode(s, *, ignorechars=b"", canonical=False):
    """`b85decode` by ZeroMQ's alphabet."""
    return binascii.a2b_base85(s, alphabet=binascii.Z85_ALPHABET, ignorechars=ignorechars, canonical=canonical)


def encode(input, output):
    """Writes a binary file in base 64 to another, in lines as in mail."""
    while piece := input.read(MAXBINSIZE):
        # A file may give less than it was asked for; a line is whole all the same.
        while len(piece) < MAXBINSIZE and (more := input.read(MAXBINSIZE - len(piece))):
            piece += more
        output.write(binascii.b2a_base64(piece))


def decode(input, output):
    """Writes what the lines of a file in base 64 stand for to another one."""
    while line := input.readline():
        output.write(binascii.a2b_base64(line))


def _input_type_check(s):
    name = s.__class__.__name__
    try:
        view = memoryview(s)
    except TypeError as e:
        raise TypeError("expected bytes-like object, not %s" % name) from e
    if view.format not in ("c", "b", "B"):
        raise TypeError("expected single byte elements, not %r from %s" % (view.format, name))
    if view.ndim != 1:
        raise TypeError("expected 1-D data, not %d-D data from %s" % (view.ndim, name))


def encodebytes(s):
    """Base 64 of a bytes-like object, in lines as in mail, each with its end."""
    _input_type_check(s)
    return binascii.b2a_base64(s, wrapcol=MAXLINESIZE) if len(s) else b""


def decodebytes(s):
    """The bytes of lines in base 64."""
    _input_type_check(s)
    return binascii.a2b_base64(s)


def main():
    """The program `python -m base64`."""
    import getopt
    import sys
    usage = "usage: %s [-h|-d|-e|-u] [file|'-']\n        -h: print this help message and exit\n        -d, -u: decode\n        -e: encode (default)" % sys.argv[0]
    try:
        options, files = getopt.getopt(sys.argv[1:], "hdeu")
    except getopt.error as e:
        sys.stdout = sys.stderr
        print(e)
        print(usage)
        sys.exit(2)
    work = encode
    for option, _ in options:
        if option == "-h":
            print(usage)
            return
        work = encode if option == "-e" else decode
    if files and files[0] != "-":
        with open(files[0], "rb") as file:
            work(file, sys.stdout.buffer)
        return
    stdin = sys.stdin.buffer
    if sys.stdin.isatty():
        # All of it first: an end of file is typed once.
        import io
        stdin = io.BytesIO(stdin.read())
    work(stdin, sys.stdout.buffer)


if __name__ == "__main__":
    main()
