"""What str.encode and bytes.decode know by themselves, and what the program adds to it."""

import _codecs

TEXT = "aé€😀\n"
for name in ("utf-8", "UTF8", "utf_16", "utf-16-le", "UTF-16BE", "utf-32", "utf_32_be", "latin-1", "ascii", "U8"):
    try:
        raw = TEXT.encode(name, "backslashreplace")
        print(name, raw, raw.decode(name))
    except LookupError as e:
        print(name, type(e).__name__, e)

for mode in ("strict", "ignore", "replace", "backslashreplace", "xmlcharrefreplace", "nonsense"):
    for name in ("ascii", "latin-1"):
        try:
            print(mode, name, TEXT.encode(name, mode))
        except (UnicodeError, LookupError) as e:
            print(mode, name, type(e).__name__, e)
    for raw, name in ((b"a\xff\xfeb", "utf-8"), (b"a\x80", "ascii"), (b"a\x00b", "utf-16-le"), (b"\x00\xd8a\x00", "utf-16-le")):
        try:
            print(mode, name, raw.decode(name, mode).encode("ascii", "backslashreplace"))
        except (UnicodeError, LookupError) as e:
            print(mode, name, type(e).__name__, e)
        except TypeError as e:
            print(mode, name, "TypeError")

# Nobody looks for an error handler that is not needed.
print("abc".encode("ascii", "nonsense"), b"abc".decode("utf-8", "nonsense"))

print(_codecs.utf_8_decode(b"a\xe2\x82"), _codecs.utf_8_decode(b"\xe2\x82\xac", "strict", True))
print(_codecs.utf_16_decode(b"\xff\xfea\x00\x3d\xd8"), _codecs.utf_16_ex_decode(b"\xfe\xff\x00a", "strict", 0, True))
print(_codecs.utf_32_encode("a")[0] == "a".encode("utf-32"), _codecs.utf_16_encode("a", "strict", 1))
print(_codecs.unicode_escape_encode(TEXT + "\\\x00\x7f'"), _codecs.unicode_escape_decode(rb"\x41\u20ac\U0001f600\n\t\101\'\q"[:-2]))
print(_codecs.raw_unicode_escape_encode(TEXT), _codecs.raw_unicode_escape_decode(rb"\u20ac\\u20ac\n" + b"\xe9"))
print(_codecs.escape_decode(rb"\x41\n\101\\"), _codecs.escape_encode(b"a\n\x00'\"\xff"))
for bad in (b"\\x4", b"\\u12", b"\\U00110000", b"\\", b"\\N{x"):
    try:
        print(_codecs.unicode_escape_decode(bad))
    except UnicodeDecodeError as e:
        print(e)
table = _codecs.charmap_build("ab\ufffed")
print(_codecs.charmap_encode("abd", "strict", table), _codecs.charmap_decode(b"\x00\x01\x03", "strict", "ab\ufffed"))
for f, a in ((_codecs.charmap_encode, ("xa", "strict", table)), (_codecs.charmap_decode, (b"\x02", "strict", "ab\ufffed"))):
    try:
        f(*a)
    except UnicodeError as e:
        print(type(e).__name__, e)
print(_codecs.charmap_decode(b"ab", "strict", {97: "xyz", 98: 99}), _codecs.charmap_encode("ab", "strict", {97: b"xyz", 98: 99}))
print(_codecs.charmap_decode(b"a?", "replace", {97: "x"}), _codecs.charmap_encode("a?", "ignore", {97: 1}))


def handler(e):
    if isinstance(e, UnicodeDecodeError):
        return f"<{e.object[e.start : e.end].hex()}>", e.end
    return "".join(f"[{ord(c):x}]" for c in e.object[e.start : e.end]), e.end


_codecs.register_error("test.brackets", handler)
print("a€é😀b".encode("latin-1", "test.brackets"), b"a\xff\xe2\x82b".decode("utf-8", "test.brackets"))
_codecs.register_error("test.bytes", lambda e: (b"\x00\xff", e.start + 1))
print("a€€b".encode("ascii", "test.bytes"))
_codecs.register_error("test.back", lambda e: ("?", -1))
print("€€€x".encode("ascii", "test.back"), b"\xff\xff\xffx".decode("ascii", "test.back"))
for name, f in (("none", lambda e: None), ("int", lambda e: (1, 2)), ("far", lambda e: ("", 99)), ("again", lambda e: ("€", e.end))):
    _codecs.register_error("test." + name, f)
    for call in (lambda: "€".encode("ascii", "test." + name), lambda: b"\xff".decode("ascii", "test." + name)):
        try:
            print(name, ascii(call()))
        except Exception as e:
            print(name, type(e).__name__, e)
print(_codecs.lookup_error("test.bytes") is not None, _codecs._unregister_error("test.bytes"), _codecs._unregister_error("test.bytes"))
try:
    _codecs.lookup_error("test.bytes")
except LookupError as e:
    print(e)
error = UnicodeEncodeError("x", "a€b", 1, 2, "why")
for name in ("ignore", "replace", "backslashreplace", "xmlcharrefreplace"):
    print(name, _codecs.lookup_error(name)(error))
for name in ("ignore", "replace", "backslashreplace"):
    print(name, _codecs.lookup_error(name)(UnicodeDecodeError("x", b"a\xffb", 1, 2, "why")))
for wrong in (ValueError("x"), 5):
    try:
        _codecs.lookup_error("ignore")(wrong)
    except TypeError as e:
        print(e)


def search(name):
    print("search", name)
    if name == "rot_1":
        shift = lambda text, errors="strict": (bytes((ord(c) + 1) % 256 for c in text), len(text))
        back = lambda raw, errors="strict": ("".join(chr((b - 1) % 256) for b in raw), len(raw))
        return shift, back, None, None
    if name == "odd":
        return lambda text, errors="strict": (5, 1), lambda raw, errors="strict": (5, 1), None, None
    if name == "short":
        return (1, 2)
    if name == "failing":

        def fail(x, errors="strict"):
            raise ZeroDivisionError("codec")

        return fail, fail, None, None


_codecs.register(search)
print("HAL".encode("ROT_1"), b"IBM".decode("Rot_1"), _codecs.encode("abc", "rot_1"), _codecs.decode(b"bcd", "rot_1"))
for name in ("odd", "short", "no such", "failing"):
    for call in (lambda: "x".encode(name), lambda: b"x".decode(name), lambda: _codecs.encode("x", name)):
        try:
            print(call())
        except Exception as e:
            print(type(e).__name__, e, getattr(e, "__notes__", None))
_codecs.unregister(search)
try:
    "x".encode("rot_1")
except LookupError as e:
    print(e)

for text in ("Hi Mom -☺-!", "A≢Α.", "日本語", "1+1 = 2", "é+", "~\\😀x", "a\tb\n", "é-", "éA", ""):
    raw = _codecs.utf_7_encode(text)
    print(raw, _codecs.utf_7_decode(raw[0], "strict", True)[0] == text, _codecs.utf_7_decode(raw[0])[1])
for bad in (b"a\xffb", b"+!x", b"+AO", b"+AO-", b"ab+AOkB-x", b"+"):
    try:
        print(_codecs.utf_7_decode(bad, "strict", True))
    except UnicodeDecodeError as e:
        print(e)
    print(_codecs.utf_7_decode(bad, "replace", True), _codecs.utf_7_decode(bad, "ignore"))
