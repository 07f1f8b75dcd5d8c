"""Text grown, cut and counted the way scripts do it."""
def wrap(text, width):
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return lines + [line]
def table(rows):
    widths = [max(len(str(row[i])) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(" | ".join(str(c).rjust(w) if isinstance(c, (int, float)) else str(c).ljust(w) for c, w in zip(row, widths)) for row in rows)
def caesar(text, shift):
    return "".join(chr((ord(c) - 97 + shift) % 26 + 97) if "a" <= c <= "z" else c for c in text)
def run_lengths(text):
    out, i = [], 0
    while i < len(text):
        j = i
        while j < len(text) and text[j] == text[i]:
            j += 1
        out.append(text[i] + (str(j - i) if j - i > 1 else ""))
        i = j
    return "".join(out)
text = "It was the best of times, it was the worst of times, it was the age of wisdom, naïve and déjà vu"
print(*wrap(text, 30), sep="\n")
print(table([("name", "count", "share"), ("apple", 12, 0.5), ("kiwi", 3, 0.125), ("ünïcödé", 100, 4.0)]))
print(caesar("hello, world", 3), caesar(caesar("round trip", 5), -5), run_lengths("aaabccddddé é"), run_lengths(""))
counts = {}
for letter in text.lower():
    if letter.isalpha():
        counts[letter] = counts.get(letter, 0) + 1
print(sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[:8])
s = ""
for i in range(50):
    s += str(i)
    if len(s) > 20:
        s = s[5:]
print(s, s[::-1], s.replace("4", "four"), s.count("4"), s.find("48"), "".join(reversed(s)) == s[::-1])
print([w for w in ("level", "noon", "été", "python") if w == w[::-1]], " ".join(w[0].upper() + w[1:] for w in "the quick fox".split()))
record = "id=7;name=Ann Lee;tags=a,b,c;;bad;x=1=2"
print({k: v for k, sep, v in (part.partition("=") for part in record.split(";")) if sep})
