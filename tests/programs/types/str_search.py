"""Finding, counting and replacing, in ASCII text and in other."""
for text in ("mississippi", "żółć żółw łódź"):
    for needle in ("ss", "i", "ó", "ł", "", "zzz"):
        print(text.find(needle), text.rfind(needle), text.count(needle), needle in text, text.replace(needle, "<>"), text.startswith(needle), text.endswith(needle))
text = "abracadabra"
print(text.find("a", 1), text.find("a", -3), text.find("bra", 2, 9), text.rfind("a", 0, -1), text.count("a", 3), text.find("", 20), text.find("", 11))
print(text.index("cad"), text.rindex("bra"), text.startswith("bra", 1), text.endswith("dab", 0, 9), text.startswith(("x", "abr")), text.endswith(()))
print(text.replace("a", "A", 2), text.replace("", "-"), text.replace("a", ""), text.replace("bra", "é", count=1), "".replace("", "x"))
print(text.removeprefix("abra"), text.removesuffix("abra"), text.removeprefix("x"), text.removesuffix(""))
print(text.translate({97: "4", ord("b"): None, 99: 120}), text.translate(str.maketrans("ab", "xy", "r")), text.translate(str.maketrans({"a": "<a>", "d": None})))
print("  x ".strip() + "|", "xxhixx".strip("x"), "xyhi".lstrip("yx"), "hi..!".rstrip("!."), "\u3000a\u2003".strip())
for action in (
    lambda: text.index("zz"),
    lambda: text.find(1),
    lambda: text.find("a", "b"),
    lambda: text.startswith(1),
    lambda: text.endswith(("a", 1)),
    lambda: text.replace("a"),
    lambda: text.replace("a", 1),
    lambda: text.count(),
    lambda: text.strip(1),
    lambda: str.maketrans({"ab": 1}),
    lambda: str.maketrans("a", "bc"),
    lambda: 1 in text,
):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
