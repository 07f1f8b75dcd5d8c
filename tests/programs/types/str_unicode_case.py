"""Case mappings and character classes beyond ASCII."""
samples = ["Hello World", "straße", "ΟΔΥΣΣΕΥΣ ΣΑΣ", "ǆabc ŉ", "İstanbul ı", "ﬁne ﬂow", "élan VITAL", "они ОНИ", "123abc", "it's o'neil", "ǅ", "Ⅷ ⅷ", "ß", ""]
for s in samples:
    print(repr(s), s.upper(), s.lower(), s.title(), s.capitalize(), s.swapcase(), s.casefold(), len(s.upper()))
checks = ["isalpha", "isalnum", "isdigit", "isdecimal", "isnumeric", "isspace", "isupper", "islower", "istitle", "isidentifier", "isprintable", "isascii"]
for s in ["abc", "ABC", "Abc Def", "12", "½", "²", "٣", "四", " \t\u2003", "a b", "_x1", "1x", "é", "\n", "", "ª", "Ⅷ", "ǅ"]:
    print(ascii(s), [name for name in checks if getattr(s, name)()])
print("straße".casefold() == "STRASSE".casefold(), "é" == "é", len("é"), sorted("zebra Äpfel éclair".split(), key=str.casefold))
