"""Orderings that do not exist say which types they lack; equality always answers."""
values = [1, 1.5, "a", b"a", [1], (1,), {1: 1}, {1}, None, ..., range(3), len, int]
for a in values:
    row = []
    for b in values:
        try:
            row.append("T" if a < b else "F")
        except TypeError:
            row.append("-")
    print("".join(row), "".join("=" if a == b else "." for b in values))
for action in (lambda: 1 < "a", lambda: "a" >= 1, lambda: [1] < (1,), lambda: {} > {}, lambda: None <= None, lambda: object() < 1, lambda: int < str, lambda: len > 5, lambda: {1} < [1], lambda: [1, "a"] < [1, 2], lambda: sorted([3, "b", None]), lambda: max(1, "a"), lambda: range(1) < range(2), lambda: slice(1) < slice("a"), lambda: {}.keys() < [1], lambda: {}.values() < 1):
    try:
        print(action())
    except TypeError as error:
        print(error)
