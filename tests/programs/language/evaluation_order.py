# Left to right, everywhere.
def t(label, value=None):
    print(label, end=" ")
    return value if value is not None else label


def section(name):
    print("\n" + name + ":", end=" ")


section("operators")
t(1) + t(2) * t(3) - t(4)
t(2) ** t(3)
section("call")
t("f", lambda *a, **k: None)(t(1), *t("args", [2]), t(3), k=t("kw"), **t("more", {"z": 1}), last=t("last"))
section("attribute and item")
t("d", {1: 2})[t("key", 1)]
section("assign")
d = {}
t("d", d)[t("k")] = t("v")
section("augmented")
t("d", d)[t("k")] += t("more")
section("display")
[t(1), t(2), *t("star", [])], {t("k"): t("v")}, (t("a"), t("b")), {t("s")}
section("slice")
t("list", [1, 2, 3])[t(0, 0) : t(2) : t(1)]
section("compare")
t(1) < t(2) < t(0, 0) < t("never")
section("bool")
t("", "") or t("x")
t(1) and t(2)
section("conditional")
t("yes") if t("test") else t("no")
section("function definition")


@t("decorator", lambda f: f)
def f(a=t("default a"), *, b=t("default b")): ...


section("class")


@t("decorator", lambda c: c)
class C(t("base", object), metaclass=t("meta", type)):
    x = t("body")


section("del")
e = {"a": 1, "b": 2}
del t("e", e)[t("a")], t("e", e)[t("b")]
section("return tuple")
(lambda: (t(1), t(2)))()
section("assert")
assert t("test"), t("message")
section("with")


class M:
    def __init__(self, n):
        self.n = t(n)

    def __enter__(self):
        t("enter " + self.n)

    def __exit__(self, *a):
        t("exit " + self.n)


with M("a"), M("b"):
    t("body")
section("for")
for t("x", d)[t("target")] in t("iterable", [1, 2]):
    t("body")
section("raise from")
try:
    raise t("e", ValueError("v")) from t("cause", KeyError("c"))
except ValueError:
    pass
section("f-string")
f"{t(1)} {t(2):{t('>')}{t(5)}}"
section("locals change while evaluated")


def change():
    x = 1

    def bump():
        nonlocal x
        x += 1
        return x

    return x + bump() * x, [x, bump(), x], (x, (x := 10), x)


print(change())


def plain():
    y = 1
    return [y, (y := 5), y], y + (y := 7) + y, f"{y} {(y := 8)} {y}"


print(plain())
print()
section("not evaluated")
False and t("no")
True or t("no")
1 if True else t("no")
(lambda: t("no"))
print()
# An iterable that is all there is in front is gone through by the call, after the keywords; one with others beside it where it stands.
def items(*values):
    for v in values:
        yield t(v)
def f(*args, **keywords):
    return args, keywords
print(f(*items("p", "q"), k=t("k")))
print(f(t("a"), *items("p", "q"), k=t("k")))
print(f(*items("p"), *items("q"), k=t("k")))
print(f(k=t("k"), *items("p"), l=t("l"), **{t("m"): t("n")}))
for call in (lambda: f(*5, k=t("k")), lambda: f(1, *5, k=t("k")), lambda: f(*5, **t("mapping")), lambda: f(*5, **{"k": t("k")}), lambda: f(*5, t("a")), lambda: len(*5, k=t("k")), lambda: (5)(*5, k=t("k")), lambda: f(*5)):
    try:
        call()
    except TypeError as error:
        print(error)
class Pair(tuple):
    def __iter__(self):
        return iter("xy")
print(f(*Pair((1, 2, 3))), f(0, *Pair((1, 2, 3))), f(*Pair((1, 2, 3)), k=1))
