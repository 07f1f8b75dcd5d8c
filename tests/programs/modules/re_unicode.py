# Positions are characters, however many bytes they take.
import re

text = "naïve café — 😀 smile 😀😀, ünïcödé"
for m in re.finditer(r"\w+", text):
    print(m.span(), m.group(), text[m.start() : m.end()] == m.group())
print([m.span() for m in re.finditer("😀", text)], re.search("😀+,", text), re.findall("[à-ÿ]", text), re.findall("[^\\x00-\\x7f]+", text))
p = re.compile(".")
print([p.match(text, i).group() for i in range(0, len(text), 7)], p.match(text, len(text)), p.search(text, 13, 14), p.findall(text, 11, 16))
print(re.sub("[ïéü]", lambda m: f"<{m.start()}>", text), re.split("[—,]", text), re.subn("é", "e", text))
print(re.search(r"(.)\1", text).span(), re.search(r"(?<=— )(.)", text).group(1), re.search(r"(?<!\w)ü", text).start(), re.search(r"é\b", text).end())
print(re.match("ÄÖ", "äö", re.I), re.match("[Α-Ω]+", "αβγ", re.I), re.match("σ", "ς", re.I), re.fullmatch("ǆ", "ǅ", re.I), re.match("İ", "i", re.I))
m = re.search(r"(?P<größe>\d+)\s*(?P<einheit>µ?m)", "Maß: 25 µm")
print(m.groupdict(), m.span("einheit"), m.regs, m)
print(re.findall("\\N{EM DASH}|\\u00e9|\\U0001f600", text), re.search("[\U0001f600-\U0001f64f]+", text).span())
print(re.fullmatch(r"[\w\s]+", "日本語 テキスト"), re.findall(r"[一-龯]+", "日本語 テキスト 漢字"))

# Long texts: each takes one walk.
long = "é😀x " * 5000
print(len(re.findall("x", long)), len(re.split(" ", long)), len(re.sub("😀", "", long)), sum(m.start() for m in re.finditer(r"(\w)😀", long)))
print(re.search("x é😀x $", long).span(), re.search("nowhere", long), len(re.findall(r"(.)(😀)\w", long)))
