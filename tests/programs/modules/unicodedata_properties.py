# unicodedata: properties, names, numbers, normal forms, errors.
import unicodedata as u

for c in "aÄ1½٣五²\u0301\u200dא(€😀\n\x00가\u1100ﬁ\u0378Ａｱ":
    print(ascii(c), u.category(c), u.bidirectional(c), u.combining(c), u.mirrored(c), u.east_asian_width(c), repr(u.decomposition(c)),
          u.decimal(c, None), u.digit(c, None), u.numeric(c, None), u.name(c, None))
for n in ["LATIN SMALL LETTER A", "greek small letter alpha", "HANGUL SYLLABLE GAG", "CJK UNIFIED IDEOGRAPH-4E94", "SNOWMAN"]:
    print(n, ascii(u.lookup(n)))
text = "Ångström ﬁ ½ e\u0301\u0327 가 각 Ａ"
for form in ["NFC", "NFD", "NFKC", "NFKD"]:
    print(form, ascii(u.normalize(form, text)), u.is_normalized(form, text), u.is_normalized(form, "plain"))
total = 0
for i in range(0, 0x30000, 7):
    if not 0xD800 <= i <= 0xDFFF:
        c = chr(i)
        total = (total * 31 + hash(u.combining(c)) + u.mirrored(c) + len(u.category(c) + u.bidirectional(c) + u.decomposition(c))
                 + sum(map(ord, u.category(c))) + len(u.name(c, ""))) % (2**61 - 1)
print(total)
for f in [lambda: u.name("\n"), lambda: u.decimal("a"), lambda: u.digit("a"), lambda: u.numeric("a"), lambda: u.lookup("NO SUCH"), lambda: u.normalize("X", "a"),
          lambda: u.category("ab"), lambda: u.category(1), lambda: u.name(""), lambda: u.normalize("NFC", 1)]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(u.unidata_version, u.isxidstart("a"), u.isxidcontinue("1"), u.isxidstart("_"))
