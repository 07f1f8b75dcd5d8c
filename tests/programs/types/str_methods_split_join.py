"""Splitting, joining and partitioning text."""
text = "  alpha, beta,,gamma ,delta  "
print(text.split(), text.split(","), text.split(",", 2), text.rsplit(",", 2), text.split(None, 1), text.rsplit(None, 1))
print("a--b--c".split("--"), "a--b--c".rsplit("--", 1), "".split(), "".split(","), "abc".split("abc"))
print(text.strip().split(sep=",", maxsplit=-1), "x".split(maxsplit=0), " x y ".split(maxsplit=1))
print("one\ntwo\r\nthree\rfour\x0bfive\u2028six".splitlines(), "a\n\nb\n".splitlines(keepends=True), "".splitlines())
print("key=value=x".partition("="), "key=value=x".rpartition("="), "none".partition("="), "none".rpartition("="))
print(", ".join(["a", "b", "c"]), "".join("xyz"), "-".join(()), "é".join("ab"), "/".join({"k": 1, "l": 2}), "+".join(str(i) for i in range(4)))
print("ab" "cd" * 2, "tab\tbed".expandtabs(4), "1\t22\t333".expandtabs(), "a\tb".expandtabs(tabsize=0))
words = "the cat sat on the mat".split()
print({w: words.count(w) for w in words}, " ".join(reversed(words)), " ".join(w.capitalize() for w in words))
for action in (
    lambda: "a".split(""),
    lambda: "a".split(1),
    lambda: "a".rsplit("b", "c"),
    lambda: ",".join(["a", 1]),
    lambda: ",".join(5),
    lambda: "a".partition(""),
    lambda: "a".partition(None),
    lambda: "a".split(seq=","),
    lambda: "a".splitlines(1, 2),
):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
