# Names, properties and normal forms of characters.
import unicodedata

for c in "aZ1 é٣½漢😀\u0301\u200d(ßǅⅫ\n":
    u = unicodedata
    print(ascii(c), u.name(c, None), u.category(c), u.bidirectional(c), u.combining(c), u.east_asian_width(c), u.mirrored(c), u.decomposition(c),
          u.decimal(c, None), u.digit(c, None), u.numeric(c, None))
print(unicodedata.lookup("GREEK SMALL LETTER ALPHA"), unicodedata.lookup("em dash"), unicodedata.lookup("HANGUL SYLLABLE GAG"), ascii(unicodedata.lookup("BEL") if False else unicodedata.lookup("LATIN SMALL LETTER R WITH TILDE")))
for form in ("NFC", "NFD", "NFKC", "NFKD"):
    print(form, *(ascii(unicodedata.normalize(form, s)) for s in ("é", "e\u0301", "ﬁ", "Å", "한", "plain")), unicodedata.is_normalized(form, "é"))
plain = "ascii only"
print(unicodedata.normalize("NFC", plain) is plain, "".join(c for c in unicodedata.normalize("NFD", "crème brûlée") if not unicodedata.combining(c)))
for call in (lambda: unicodedata.lookup("NO SUCH"), lambda: unicodedata.name("\n"), lambda: unicodedata.decimal("x"), lambda: unicodedata.digit("x"), lambda: unicodedata.numeric("x"),
             lambda: unicodedata.name("ab"), lambda: unicodedata.category(1), lambda: unicodedata.normalize("NFX", "a"), lambda: unicodedata.normalize("NFC", 1), lambda: unicodedata.combining("")):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__, e)
