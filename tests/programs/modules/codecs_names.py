# Names of characters in escapes, and what is missing at the end of a part.
import codecs, encodings


def tried(f, *args):
    try:
        print(args[0], repr(f(*args)))
    except Exception as e:
        print(args[0], type(e).__name__, e)


decode = codecs.unicode_escape_decode
for x in [
    b"\\N", b"\\Nabc", b"\\N{", b"\\N{}x", b"\\N{abc", b"\\N{LATIN SMALL LETTER A}b", b"\\N{nope}z", b"\\N{latin small letter a}",
    b"\\N{LATIN SMALL LETTER A\xe9}", b"\\N{KEYCAP DIGIT ONE}", b"\\N{CJK UNIFIED IDEOGRAPH-4E00}", b"\\N{HANGUL SYLLABLE GA}",
    b"\\N{LINE FEED}", b"\\1", b"\\12", b"\\", b"a\\N{EURO SIGN}\\N{SNOWMAN}",
]:
    for more in [("strict",), ("strict", False), ("replace",), ("replace", False), ("ignore",)]:
        tried(decode, x, *more)
print(b"\\N{GREEK SMALL LETTER ALPHA}".decode("unicode_escape"))
print("a\u20acb\u03b1\x80".encode("ascii", "namereplace"), "\u20ac\u20ac".encode("latin-1", "namereplace"))
print(codecs.namereplace_errors(UnicodeEncodeError("x", "a\u20ac\ue000", 1, 3, "y")))

for f, data in [
    (codecs.utf_16_ex_decode, b"AA"), (codecs.utf_16_ex_decode, b"\xff\xfeA\0"), (codecs.utf_16_ex_decode, b""),
    (codecs.utf_32_ex_decode, b"A\0\0\0"), (codecs.getincrementaldecoder("utf-16")().decode, b"AABB"),
    (codecs.getincrementaldecoder("utf-16")().decode, b"\xff\xfeA\0"), (codecs.getincrementaldecoder("utf-32")().decode, b"A\0\0\0"),
]:
    tried(f, data)


# The exception's object decides what a handler can do with it.
class Other(Exception):
    pass


def changed(e, to):
    e.object = to
    return e


for handler in ["ignore", "replace", "backslashreplace", "xmlcharrefreplace", "namereplace", "surrogateescape"]:
    for x in [
        UnicodeEncodeError("ascii", "\xe9x", 0, 1, "why"), UnicodeDecodeError("ascii", b"\xe9x", 0, 1, "why"), UnicodeTranslateError("\xe9x", 0, 1, "why"),
    ]:
        for to in [b"ab", "ab", 5]:
            e = changed(type(x)(*x.args), to)
            try:
                print(handler, type(e).__name__, to, codecs.lookup_error(handler)(e))
            except Exception as raised:
                print(handler, type(e).__name__, to, type(raised).__name__, raised if raised is not e else "")


# Handlers of the program's go on where they say.
def skip(e):
    return ("[%d:%d]" % (e.start, e.end), e.end)


def again(e):
    if e.start == 4 and not seen:
        seen.append(1)
        return ("<", 2)
    return (b"?", e.end)


seen = []
codecs.register_error("test.skip", skip)
codecs.register_error("test.again", again)
text = "a\xe9\u20acbc\xe9\U0001f600d"
print(text.encode("ascii", "test.skip"), text.encode("latin-1", "test.skip"))
print("ab\xe9c\u20acd".encode("ascii", "test.again"))
print(b"a\xffb".decode("ascii", "surrogateescape").encode("ascii", "surrogateescape"))


# A handler of decoding may put other bytes in the place of those that are decoded, and nothing else.
def putting(to):
    def handler(e):
        e.object = to
        return ("<", 0)

    return handler


for to in b"", b"ok", 42, "text", bytearray(b"ok"):
    codecs.register_error("test.put", putting(to))
    for coding, data in [("ascii", b"\xff"), ("utf-8", b"\xff"), ("utf-16", b"\xff"), ("unicode-escape", b"\\u123g")]:
        tried(data.decode, coding, "test.put") if to != b"ok" or coding in ("ascii", "utf-8") else None
for data in bytearray(b"a\xff"), memoryview(b"a\xffb")[:2]:
    e = UnicodeDecodeError("ascii", data, 1, 2, "why")
    print(e.object, codecs.backslashreplace_errors(e), e)


# Errors of translation have no encoding.
e = UnicodeTranslateError("\xe9x", 0, 1, "why")
print(e.object, e.start, e.end, e.reason, e.encoding, e.args, codecs.ignore_errors(e), codecs.replace_errors(e))
for a in (), (1, 2, 3, 4), ("x", 1, 2), ("x", "y", 1, "z"), ("x", 1, 2, 3), (b"x", 1, 2, "z"), ("\u20acx", 0, 1, "r"), ("abc", 1, 3, "r"):
    tried(lambda *a: str(UnicodeTranslateError(*a)), *a) if a else None
