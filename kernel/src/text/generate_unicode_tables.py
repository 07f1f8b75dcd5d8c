#!/usr/bin/env python3
"""Writes unicode_tables.rs from the running Python's own Unicode database.

Run it with the Python whose answers the kernel is to give:
    python3.15 generate_unicode_tables.py > unicode_tables.rs

A range is one u32: its first code point in the high 21 bits, its length minus one in the low 11 bits; longer ranges are
split. Only what core's `char` methods do not say is tabulated.
"""
import sys
import unicodedata

ALL = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]
cat = unicodedata.category


def packed(predicate):
    out, start, last = [], None, None
    for c in ALL:
        if not predicate(chr(c)):
            continue
        if start is not None and c == last + 1 and c - start < 2048:
            last = c
            continue
        if start is not None:
            out.append(start << 11 | last - start)
        start = last = c
    if start is not None:
        out.append(start << 11 | last - start)
    return out


def rows(items, indent="    "):
    line, text = indent, []
    for item in items:
        if len(line) + len(item) + 2 > 139:
            text.append(line.rstrip())
            line = indent
        line += item + ", "
    text.append(line.rstrip())
    return "\n".join(text)


def table(name, doc, predicate):
    ranges = packed(predicate)
    print(f"\n/// {doc}\npub(super) static {name}: [u32; {len(ranges)}] = [")
    print(rows(f"0x{r:08x}" for r in ranges), "];", sep="\n")


def escaped(text):
    return '"' + "".join(f"\\u{{{ord(c):x}}}" for c in text) + '"'


def mapping(name, doc, pairs):
    print(f"\n/// {doc}\npub(super) static {name}: [(char, &str); {len(pairs)}] = [")
    print(rows(f"('\\u{{{ord(c):x}}}', {escaped(t)})" for c, t in pairs), "];", sep="\n")


def shifts(name, doc, pairs):
    """Runs of code points that map to one character at a constant distance and stride."""
    runs = []
    for c, t in pairs:
        c, t = ord(c), ord(t)
        if runs:
            first, last, stride, delta = runs[-1]
            gap = c - last
            if t - c == delta and gap in (1, 2) and stride in (0, gap):
                runs[-1] = (first, c, gap, delta)
                continue
        runs.append((c, c, 0, t - c))
    print(f"\n/// {doc}\npub(super) static {name}: [(u32, u32, u8, i32); {len(runs)}] = [")
    print(rows(f"(0x{a:x}, 0x{b:x}, {max(s, 1)}, {d})" for a, b, s, d in runs), "];", sep="\n")


def start(c):
    return c.isidentifier()


def ignorable(c):
    return ("A" + c + "Σ").lower()[-1] == "ς" and (c + "Σ").lower()[-1] == "σ"


print(f"""//! Unicode {unicodedata.unidata_version} properties that core's `char` does not give, as Python {sys.version_info[0]}.{sys.version_info[1]} has them.
//!
//! Written by generate_unicode_tables.py; do not edit. Ranges are packed: first code point << 11 | length - 1.

#![cfg_attr(rustfmt, rustfmt_skip)]""")
table("ALPHA", "Letters: categories Lu, Ll, Lt, Lm and Lo.", str.isalpha)
table("UNPRINTABLE", "Characters `repr` escapes, except surrogates, which are no `char`.", lambda c: not c.isprintable())
zeros = [c for c in ALL if cat(chr(c)) == "Nd" and unicodedata.decimal(chr(c)) == 0]
assert all(chr(z + i).isdecimal() and unicodedata.decimal(chr(z + i)) == i for z in zeros for i in range(10))
assert len(zeros) * 10 == sum(chr(c).isdecimal() for c in ALL)
print(f"\n/// The zero of every script's ten decimal digits, which follow each other.\npub(super) static DECIMAL_ZEROS: [u32; {len(zeros)}] = [")
print(rows(f"0x{z:x}" for z in zeros), "];", sep="\n")
table("DIGIT_NOT_DECIMAL", "Digits that are not decimal, such as superscripts.", lambda c: c.isdigit() and not c.isdecimal())
table("NUMERIC_IDEOGRAPH", "Characters with a numeric value outside the N categories.", lambda c: c.isnumeric() and cat(c)[0] != "N")
assert all(chr(c).isnumeric() or cat(chr(c))[0] != "N" for c in ALL)
table("ID_START_EXCEPTIONS", "Where XID_Start differs from ALPHA, either way.", lambda c: start(c) != c.isalpha())
table("ID_CONTINUE_ONLY", "XID_Continue without XID_Start.", lambda c: ("a" + c).isidentifier() and not start(c))
table("TITLECASE", "Category Lt.", lambda c: cat(c) == "Lt")
table("CASE_IGNORABLE", "Skipped when looking for the end of a word around a capital sigma.", ignorable)
mapping("TITLE_MAP", "Title case where it is not upper case.", [(chr(c), chr(c).title()) for c in ALL if chr(c).title() != chr(c).upper()])
fold = [(chr(c), chr(c).casefold()) for c in ALL if chr(c).casefold() != chr(c).lower() and chr(c) != "Σ"]
shifts("FOLD_SHIFTS", "Case folding to one character where it is not lower case: first, last, stride, distance.", [p for p in fold if len(p[1]) == 1])
mapping("FOLD_MAP", "Case folding to several characters where it is not lower case.", [p for p in fold if len(p[1]) > 1])
