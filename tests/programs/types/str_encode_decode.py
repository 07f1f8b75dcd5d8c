"""Text to bytes and back with error handlers."""
text = "naïve café → 🐍"
for encoding in ("utf-8", "UTF8", "latin-1", "ascii"):
    for errors in ("strict", "ignore", "replace", "xmlcharrefreplace", "backslashreplace"):
        try:
            print(encoding, errors, text.encode(encoding, errors))
        except UnicodeEncodeError as error:
            print(encoding, errors, error, error.start, error.end, error.reason, error.encoding)
data = b"ok \xff\xc3\xa9 \xe2\x82 end"
for errors in ("strict", "ignore", "replace", "backslashreplace"):
    try:
        print(errors, ascii(data.decode("utf-8", errors)))
    except UnicodeDecodeError as error:
        print(errors, error, error.object == data, error.start, error.reason)
print(data.decode("latin-1"), bytes("é", "utf-8"), str(b"abc", "ascii"), str(b"\xe9", encoding="latin-1"), str(b"abc"), "abc".encode() == b"abc")
for action in (lambda: text.encode("nope"), lambda: text.encode("ascii", "nope"), lambda: b"\x80".decode("ascii"), lambda: text.encode(5), lambda: b"a".decode(b"utf-8"), lambda: bytes("a"), lambda: str("a", "utf-8"), lambda: str(5, "utf-8"), lambda: bytes(b"a", "utf-8")):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
