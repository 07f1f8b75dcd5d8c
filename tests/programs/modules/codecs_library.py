"""Encodings of the library, incremental and stream codecs."""

import codecs
import io

for name in ("cp1252", "koi8-r", "iso8859-15", "utf-8-sig", "utf-7", "cp437", "mac_roman"):
    try:
        raw = "aé£".encode(name)
        print(name, raw, raw.decode(name), codecs.lookup(name).name)
    except (UnicodeError, LookupError) as e:
        print(name, type(e).__name__, e)
print("Привет".encode("cp1251"), b"\xcf\xf0\xe8\xe2\xe5\xf2".decode("windows-1251"), "ß€".encode("latin9"))
print(codecs.encode("Hello", "rot13"))
for call in (lambda: "x".encode("rot13"), lambda: b"x".decode("rot13"), lambda: "€".encode("cp437"), lambda: b"\x81".decode("cp1252")):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__, e)

decoder = codecs.getincrementaldecoder("utf-8")()
print([decoder.decode(bytes([b])) for b in "aé€😀".encode()], decoder.getstate())
decoder = codecs.getincrementaldecoder("utf-16")()
print([decoder.decode(bytes([b])) for b in "aé😀".encode("utf-16")])
encoder = codecs.getincrementalencoder("utf-16")()
print(encoder.encode("a") == "a".encode("utf-16"), encoder.encode("b") == "b".encode("utf-16-le"))
print(list(codecs.iterdecode([b"\xe2", b"\x82", b"\xac!"], "utf-8")), b"".join(codecs.iterencode(["a", "é"], "latin-1")))

reader = codecs.getreader("utf-8")(io.BytesIO("eins\nzwei €\ndrei".encode()))
print(reader.readline(), list(reader))
sink = io.BytesIO()
writer = codecs.getwriter("cp1252")(sink)
writer.write("ä€")
print(sink.getvalue())
print(codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.lookup("utf8") == codecs.lookup("UTF-8"), repr(codecs.lookup("ascii"))[:40])
print(codecs.strict_errors is codecs.lookup_error("strict"), codecs.ignore_errors(UnicodeEncodeError("a", "é", 0, 1, "x")))
