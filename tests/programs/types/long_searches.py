"""Searches take time in proportion to the text, whatever is looked for."""

n = 200_000
for kind in str, bytes, bytearray:
    def make(text):
        return text if kind is str else kind(text.encode())

    hay, needle = make("a" * n), make("a" * (n // 2) + "b" + "a" * 10)
    print(hay.find(needle), hay.rfind(needle), hay.count(needle), needle in hay, len(hay.split(needle)), len(hay.rsplit(needle)))
    print(hay.replace(needle, make("x")) == hay, hay.partition(needle)[1:] == (make(""), make("")))
    tail = make("ab") * (n // 2)
    print(tail.find(make("b" + "ab" * 1000 + "b")), tail.rfind(make("ba" * 1000)), tail.count(make("ab" * 1000)))
    print(make("").find(make("")), make("abc").rfind(make("")), make("abc").count(make("")), make("xyx").rfind(make("x"), 0, 2), make("aaa").count(make("aa")))
print("αβγαβγ".rfind("βγ"), "αβγαβγ".find("γα"), "αβγ".count(""), "αβγαβγ".count("βγ"), "αβγ".rpartition("β"))
