#!/usr/bin/env python3
"""Writes unicode_data.txt from the running Python's own Unicode database.

Run it with the Python whose answers the module is to give:
    python3.15 generate_unicode_data.py > unicode_data.txt

Lines, by their first letter:
    v VERSION                                                 of the database
    r START CATEGORY BIDIRECTIONAL COMBINING WIDTH MIRRORED   characters from START (hexadecimal) to the next such line
    n CODE DECIMAL DIGIT NUMERIC                              numbers; - where there is none
    d CODE DECOMPOSITION                                      but for Hangul syllables, which have none here
"""
import sys
import unicodedata as u

out = [f"v {u.unidata_version}"]
last = None
for code in range(sys.maxunicode + 1):
    c = chr(code)
    record = u.category(c), u.bidirectional(c) or "-", u.combining(c), u.east_asian_width(c), u.mirrored(c)
    if record != last:
        out.append(f"r {code:x} " + " ".join(map(str, record)))
        last = record
for code in range(sys.maxunicode + 1):
    c = chr(code)
    if u.numeric(c, None) is not None:
        out.append(f"n {code:x} {u.decimal(c, '-')} {u.digit(c, '-')} {u.numeric(c)!r}")
for code in range(sys.maxunicode + 1):
    if not 0xAC00 <= code <= 0xD7A3 and (d := u.decomposition(chr(code))):
        out.append(f"d {code:x} {d}")
print("\n".join(out))
