"""Text files: encodings, line ends, places, and changing one's mind."""

import io
import os
import tempfile

folder = tempfile.mkdtemp()
name = os.path.join(folder, "text")

for encoding in "utf-8", "ascii", "latin-1", "utf-8-sig", "utf-16", "utf-32-be", "cp1252":
    text = "plain\nline\n" if encoding == "ascii" else "gr\u00fc\u00dfe\nna\u00efve\n"
    with open(name, "w", encoding=encoding) as f:
        print(f.encoding, f.write(text), f.errors)
    with open(name, "rb") as f:
        raw = f.read()
    print(len(raw), raw[:12])
    with open(name, encoding=encoding) as f:
        print(f.read() == text, f.read() == "")
    with open(name, encoding=encoding) as f:
        print(list(f))

with open(name, "wb") as f:
    f.write(b"one\ntwo\r\nthree\rfour\n\r\nend")
for newline in None, "", "\n", "\r", "\r\n":
    with open(name, newline=newline) as f:
        print(repr(newline), f.readlines(), f.newlines)
    with open(name, newline=newline) as f:
        print([f.readline(4) for _ in range(8)])
for newline in None, "", "\n", "\r", "\r\n":
    with open(name, "w", newline=newline) as f:
        f.write("a\nb\r\nc")
        f.writelines(["x\n", "y"])
    with open(name, "rb") as f:
        print(repr(newline), f.read())

# A place that tell() gave is one to come back to.
with open(name, "w", encoding="utf-8") as f:
    f.write("".join(f"line {i} \u20ac\n" for i in range(50)))
with open(name, encoding="utf-8") as f:
    places = []
    while True:
        places.append(f.tell())
        if not f.readline():
            break
    print(places[:5], places[-1], len(places))
    f.seek(places[7])
    print(f.readline(), f.read(3), f.tell())
    f.seek(0, io.SEEK_END)
    print(f.tell() == places[-1], repr(f.read()))
    f.seek(0)
    try:
        for line in f:
            f.tell()
    except OSError as e:
        print(e)
    f.seek(0)
    print(f.readline())
with open(name, "r+", encoding="utf-8") as f:
    f.readline()
    f.seek(f.tell())
    f.write("LINE")
    f.seek(0)
    print(f.readline(), f.readline())
    f.truncate(9)
    print(f.tell() > 0, os.path.getsize(name))

with open(name, "wb") as f:
    f.write(b"ok \xff\xfe bad\n")
for errors in "replace", "ignore", "backslashreplace":
    with open(name, encoding="utf-8", errors=errors) as f:
        print(errors, ascii(f.read()))
try:
    open(name, encoding="utf-8").read()
except UnicodeDecodeError as e:
    print(e)
with open(name, "w", encoding="ascii", errors="xmlcharrefreplace") as f:
    f.write("\u20ac!")
print(open(name).read())
try:
    with open(name, "w", encoding="ascii") as f:
        f.write("\u20ac")
except UnicodeEncodeError as e:
    print(e)

raw = io.BytesIO()
f = io.TextIOWrapper(raw, encoding="utf-8", write_through=True)
print(f.line_buffering, f.write_through, f.newlines, f)
f.write("\u00e9")
print(raw.getvalue())
f.reconfigure(encoding="latin-1", line_buffering=True, newline="\r\n")
f.write("\u00e9\n")
print(raw.getvalue(), f.encoding, f.errors, f.line_buffering)
print(f.detach() is raw)
for attempt in (lambda: f.write("x"), lambda: f.buffer, f.flush, f.close):
    try:
        attempt()
    except ValueError as e:
        print(e)

d = io.IncrementalNewlineDecoder(None, translate=True)
print([d.decode(t) for t in ("a\r", "\nb\r", "c\n")], d.decode("\r", True), d.newlines, d.getstate())

os.remove(name)
os.rmdir(folder)
