"""repr and ascii of text: quotes, escapes, what is printable."""
for s in ("plain", "it's", 'say "hi"', "both ' and \"", "tab\tnl\ncr\r", "back\\slash", "nul\0 bell\a esc\x1b", "é ü ß", "\x7f \x80 \xa0 \xad", "\u200b \u2028 \ue000", "🐍 \U000e0001", "", "\ud7ff"):
    print(repr(s), ascii(s), len(s))
print(repr(b"it's \x00\xff\t\"q\""), repr(bytearray(b"\\'")), str(["a'b", {"k": "v\n"}]), f"{'x'!r} {'é'!a}")
print("raw:", r"\n", "concat" "enated", """triple "quoted" text""", "\N{BULLET}" == "•", "\x41\u0042\U00000043\104")
print("a\
b", len("\\"))
