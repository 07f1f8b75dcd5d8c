# String and bytes literals in every form.
print('single', "double", '''triple 'single' ''', """triple "double" """, "it's", 'say "hi"')
print("a\tb\\c\x41\u00e9\U0001F600\N{GREEK SMALL LETTER ALPHA}\101\0end".replace("\0", "<nul>"))
print(r"raw \n \x41 \' ", R'\d+', rb"\x00", Rb'\\', bR"x", "implicit " 'concat' """ of three""")
print(b"bytes \x00\xff\101\n", B'upper', b'it\'s', b"""triple
line""")
print("line \
continued", 'first\
second')
print("""first
  second
third\
 joined""")
print(len("\r\n\a\b\f\v"), repr("\r\n\a\b\f\v\x7f\x1b"), repr("'"), repr('"'), repr("'\""), repr("\\"))
print(repr("é"), repr("\x80"), repr("\u2028"), repr("日本"), ascii("é日😀"), repr("\U000e0001"))
print(u"unicode prefix", U'upper', "tab	inside", '' "" """""", len(""))
name = "x"
print(f"{name}" r"\n" f"{name!r}", rf"\{name}\n", fr'{name}\d', f"{{}}", f'{"nested"}')
print("a" "b" * 2, ("a" "b") * 2, "%s" % "x" "y", "abc" "def"[0])
print(
    "across "
    "lines "  # with a comment
    "joined"
)
print("é".encode(), "日".encode("utf-8"), len("😀"), len("e\u0301"), "ß".upper(), "İ".lower().encode())
print("\x00".isprintable(), "a\x00b" == "a\0b", b"a" == "a", "a" == u"a", "abc" > "abd", "a" < "á" < "日")
print('\'' + "\"" + '\\', "\
", end="|\n")
