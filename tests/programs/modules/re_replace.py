# sub, subn and split.
import re

print(re.sub("a", "b", "banana"), re.sub("a", "b", "banana", count=2), re.subn("a", "", "banana"), re.subn("x", "y", "banana"))
print(re.sub("", "-", "abc"), re.sub("x*", "-", "abxd"), re.sub(r"\b", "|", "one two"), re.sub("b|", "[]", "abc"))
print(re.sub(r"(\w+) (\w+)", r"\2 \1", "hello world"), re.sub(r"(?P<a>\w)(?P<b>\w)", r"\g<b>\g<a>", "abcdef"))
print(re.sub(r"(.)", r"\g<1>\g<1>0", "ab"), re.sub("(a)?b", r"<\1>", "abb"), re.sub(".", r"\\\n", "a"), re.sub("a", r"\t|\101", "a"))
print(re.sub(r"\d+", lambda m: str(int(m[0]) * 2), "3 apples, 10 pears"), re.sub("a", lambda m: m.string[m.end() :] or "$", "xaya"))
print(re.sub("[aeiou]", lambda m: {"a": "4", "e": "3"}.get(m[0], m[0].upper()), "a quick elephant"))
print(re.compile("a").sub(repl="b", string="aaa", count=1), re.compile("a").subn("b", "aaa", 2), re.compile("a").sub("b", "aaa", -1))
s = "nothing here"
print(re.sub("x", "y", s) is s, re.sub("nothing here", "all", s))


class Text(str):
    pass


t = Text("abc")
print(type(re.sub("x", "y", t)), type(re.sub("b", "y", t)), type(re.match("abc", t).group()), type(re.match("ab", t).group()), type(re.match("a", t).string))

for repl, string in [(lambda m: 1, "a"), (1, "a"), (b"x", "a"), ("x", b"a"), ("x", 5), (r"\2", "a"), (r"\g<nope>", "a"), (r"\g<1", "a"), (r"\q", "a"), (None, "a")]:
    try:
        print(re.sub("(a)", repl, string))
    except Exception as e:
        print(type(e).__name__, e)
print(re.sub("(a)", lambda m: None, "xay"))


def fails(m):
    raise LookupError(m[0])


try:
    re.sub("b", fails, "abc")
except LookupError as e:
    print("raised", e)

print(re.split(r"\W+", "Words, words, words."), re.split(r"(\W+)", "Words, words"), re.split(r"\W+", "Words, words, words.", maxsplit=1))
print(re.split("x*", "axbc"), re.split("", "abc"), re.split(r"\b", "one two"), re.split("(a)|b", "xaybz"), re.split(",", ""))
print(re.compile(",").split("a,b,c", 1), re.compile(",").split("a,b,c", maxsplit=0), re.compile(",").split("a,b,c", -1))
print(re.escape("a.b*c[d]"), re.escape(b"x+y"), re.escape("äö-1"), re.sub(re.escape("a.b"), "!", "a.b axb"))
print(re.sub(r"(?m)^", "> ", "one\ntwo\n"), re.sub(r"\s+", " ", "  a \n b\t\tc "), re.sub(r"(?<!^)(?=[A-Z])", "_", "someCamelCase").lower())
