"""Formats that end before their conversion, and characters that are none: what is asked for before that is said."""

for f, v in (
    ("%*", (1,)),
    ("%*", (1, 2)),
    ("%*", (1, 2, 3)),
    ("%*", ()),
    ("%*", ("a",)),
    ("%*.*", (1,)),
    ("%*.*", (1, 2)),
    ("%*.*", (1, 2, 3)),
    ("%.*", (1,)),
    ("%.*", (1, 2)),
    ("%5", ()),
    ("%5", (1,)),
    ("%", ()),
    ("%-", 1),
    ("%.", 1),
    ("%l", 1),
    ("%*l", 1),
    ("%*l", (1, 2)),
    ("%(a)*", {"a": 1}),
    ("%(a)", {"a": 1}),
    ("%(a)", 1),
    ("%(b)", {"a": 1}),
    ("x%*", "a"),
    ("%*d", (1,)),
    ("%*d", 1),
    ("%*z", (1,)),
    ("%*z", (1, 2)),
):
    for g in (f, f.encode()):
        vv = v if isinstance(g, str) or not isinstance(v, dict) else {k.encode(): x for k, x in v.items()}
        try:
            print(g, v, ascii(g % vv))
        except Exception as e:
            print(g, v, type(e).__name__, e)
for c in "'\"\\`~!@#$^&*;:<>?,/|= \x7f\x1f\u00e9\u0301\U0001f600\u200b":
    for f in ("%" + c, "%-" + c, ("%" + c).encode()):
        try:
            print(ascii(f % 1))
        except Exception as e:
            print(ascii(f), ascii(str(e)))
