"""Source text in the encoding that it declares."""

import importlib.util
import linecache
import os
import runpy
import sys
import tempfile
import tokenize
import traceback

folder = tempfile.mkdtemp()
sys.path.insert(0, folder)


def write(name, data):
    path = os.path.join(folder, name)
    with open(path, "wb") as f:
        f.write(data)
    return path


# Bytes given to `compile`, `exec` and `eval`.
for declared, data in [
    (b"latin-1", b"\xe9\xa4"),
    (b"iso-8859-1", b"\xe9"),
    (b"Latin_1", b"\xe9"),
    (b"iso-8859-15", b"\xa4"),
    (b"cp1252", b"\x80"),
    (b"koi8-r", b"\xc1\xc2"),
    (b"utf-8", "é€".encode()),
    (b"utf8", "é€".encode()),
    (b"UTF_8", "é€".encode()),
    (b"utf-8-sig", "é€".encode()),
    (b"ascii", b"plain"),
    (b"us-ascii", b"plain"),
    (b"cp437", b"\x82"),
]:
    names = {}
    exec(b"# -*- coding: " + declared + b" -*-\nx = '" + data + b"'\n", names)
    print(declared.decode(), ascii(names["x"]))
print(ascii(eval(b"# coding: latin-1\n'\xe9'")))
for text in [
    b"#!/usr/bin/env python\n# vim: set fileencoding=latin-1 :\nx = '\xe9'",
    b"\n# coding=latin-1\nx = '\xe9'",
    b"# encoding, coding: latin-1\nx = '\xe9'",
    b"# coding: latin-1\rx = '\xe9'",
    b"# coding: latin-1\r\nx = '''\xe9\r\n'''",
    b"\xef\xbb\xbf# coding: utf-8\nx = 'plain'",
]:
    names = {}
    exec(text, names)
    print(ascii(names["x"]))

# What cannot be read.
for text in [
    b"# coding: no-such-thing\n",
    b"# coding: No_Such.Thing\n",
    b"# coding: ascii\nx = '\xe9'",
    b"# coding: cp1252\nx = '\x81'",
    b"# coding: rot13\nx = 1",
    b"# coding: utf8\nx = '\xe9'",
    b"\xef\xbb\xbf# coding: latin-1\nx = 1",
    b"x = 1\ny = '\xe9'",
    b"x = 1\n\n# coding: latin-1\ny = '\xe9'",
    b"x = '\xc3\xa9 \xff'",
]:
    try:
        compile(text, "named", "exec")
    except SyntaxError as e:
        print(e.msg, e.lineno, e.offset)
    else:
        print("compiled", text)

# Modules, and the lines of their tracebacks.
path = write("french.py", b"# coding: latin-1\n'\xe9t\xe9'\nnom = 'h\xf4te'\n\ndef f():\n    raise KeyError('\xe0 la carte')\n")
import french

print(ascii(french.__doc__), ascii(french.nom))
try:
    french.f()
except KeyError as e:
    print(ascii(traceback.format_exception(e)[-2].partition("in f\n")[2]), ascii(e))
print(ascii(linecache.getline(path, 3)))
with tokenize.open(path) as f:
    print(f.encoding, ascii(f.read().splitlines()[2]))
print(ascii(importlib.util.find_spec("french").loader.get_source("french")))
print(ascii(runpy.run_path(path)["nom"]))
importlib.reload(french)
print(ascii(french.nom))

write("wrong.py", b"# coding: no-such-thing\n")
write("broken.py", b"# coding: latin-1\nx = '\xe9' 5\n")
for name in "wrong", "broken":
    try:
        importlib.import_module(name)
    except SyntaxError as e:
        print(e.msg, e.lineno, os.path.basename(e.filename), ascii(e.text))

for name in os.listdir(folder):
    if name.endswith(".py"):
        os.remove(os.path.join(folder, name))
