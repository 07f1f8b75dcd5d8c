# Valid text that looks wrong: warned of once, before anything runs.
pattern = "\d+\w"
raw = r"\d" + b"\q".decode()
spec = f"\s{1}\."
assert (raw, "never fails")


def same(x):
    return x is 5 or x is not "a" or "b" is x


def call():
    if 0:
        5()
        [(1, 2) (3, 4)]
        "abc"["x"]
        [1, 2][3, 4]
        None[0]
        {1}[0]


def leave():
    for _ in range(2):
        try:
            pass
        finally:
            for i in range(3):
                break
            continue


print(pattern, raw, spec, same(5))
