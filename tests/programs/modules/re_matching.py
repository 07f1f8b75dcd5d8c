# The ways to look for a pattern, and where they look.
import re

word = re.compile(r"\w+")
text = "  one two  three"

for name in ("match", "fullmatch", "search"):
    print(name, getattr(re, name)(r"\w+", text), getattr(word, name)("one"), getattr(word, name)(""))
print(word.match(text, 2), word.match(text, 2, 4), word.search(text, 5, 8), word.fullmatch(text, 2, 5))
print(word.search(text, -5), word.search(text, 100), word.search(text, 5, 2), word.search(text, endpos=3), word.search(string=text, pos=3))
print(re.findall(r"\w+", text), word.findall(text, 4), word.findall(text, 4, 8))
print(re.findall(r"(\w)(\w*)", text), re.findall(r"(x)?\w+", text), re.findall("", "ab"), re.findall("a*", "baac"))
print([m.span() for m in word.finditer(text)], [m.group() for m in re.finditer("o.", text)])
print([m.span() for m in re.finditer(r"\b|o", "foo bo")])
it = word.finditer(text, 4)
print(type(it).__name__, next(it), next(it), next(it, None), next(it, None))

# Anchors look at the whole text, not at the part that is searched.
print(re.compile("^b").search("ab", 1), re.compile("b$").search("abc", 0, 2), re.compile(r"\Bb").match("ab", 1), re.compile(r"(?<=a)b").match("ab", 1))
print(re.search("$", "ab\n"), re.search(r"\Z", "ab\n"), re.search(r"b$", "ab\n"), re.search(r"b\Z", "ab\n"))

for pattern, s in [
    ("a|ab", "ab"), ("(?:a|ab)(?:c|bcd)(?:d*)", "abcd"), ("a{2,3}", "aaaa"), ("a{2,3}?", "aaaa"), ("a{,2}b", "aab"), ("a{2}", "aaa"),
    ("(a+|b)*", "ab"), ("(a+|b){1,}?", "ab"), ("(?:(a)|b)*", "ab"), ("(a*)*", "aa"), ("(a|b)*?c", "abac"), ("()ef", "def"),
    ("[^ab]*", "cde"), ("[a-z]+?\\d", "abc1"), ("[]x]+", "]x]"), ("[\\w.-]+@[\\w-]+\\.com", "to: a.b-c@d-e.com;"), ("a.*c", "abcabc"),
    ("a.*?c", "abcabc"), (".*", "a\nb"), ("x*", "a"), ("(?:ab)+", "ababa"), ("((a)(b)?)+", "aba"), ("^(.+)=(.*)$", "key=value=more"),
    ("\\d{3}-\\d{4}", "call 555-1234 now"), ("[+-]?\\d+(?:\\.\\d*)?(?:[eE][+-]?\\d+)?", "x=-12.5e+3;"), ("abcabd", "abcabcabd"), ("aaab", "aaaaaab"),
]:
    m = re.search(pattern, s)
    print(f"{pattern!r:45} {s!r:20}", m and (m.span(), m.groups()))
