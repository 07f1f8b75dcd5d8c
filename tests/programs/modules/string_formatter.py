# string.Formatter and Template, and the reader of templates below them.
import string
import _string

for template in ["", "plain", "a{}b", "{x!r:>{w}}", "{{}}", "{{{x}}}", "a{0.b[c].d[3]}z", "{:x}{:y}", "é{ü}😀", "}}{{", "{a!s}"]:
    print(repr(template), list(_string.formatter_parser(template)))
for name in ["", "0", "x", "x.y", "0[1][k].z", "[2]", "a[b c]"]:
    first, rest = _string.formatter_field_name_split(name)
    print(repr(name), repr(first), list(rest))
for bad in ["{", "}", "{x", "{!", "{a!rx}", "{x{y}"]:
    try:
        print(list(_string.formatter_parser(bad)))
    except ValueError as e:
        print(repr(bad), e)
for bad in ["a[", "a.", "a[]", "a[1]x"]:
    try:
        print(list(_string.formatter_field_name_split(bad)[1]))
    except ValueError as e:
        print(repr(bad), e)
for bad in (1, b"x", None):
    try:
        _string.formatter_parser(bad)
    except TypeError as e:
        print(e)


class Default(string.Formatter):
    def get_value(self, key, args, kwargs):
        try:
            return super().get_value(key, args, kwargs)
        except (IndexError, KeyError):
            return f"<{key}>"


f = Default()
print(f.format("{} {1} {name} {gone:>8} {0!r:^9}|", "a", 2, name="n") if False else f.format("{0} {1} {name} {gone:>8} {0!r:^9}|", "a", 2, name="n"))
print(string.Formatter().format("{} {} {x[k]} {y.real:{w}}", 1, 2, x={"k": 3}, y=4, w=5), string.Formatter().vformat("{a}", (), {"a": 1}))
t = string.Template("$who likes ${what}s, $$5 $missing")
print(t.safe_substitute(who="tim", what="kung pao"), t.get_identifiers(), t.is_valid())
try:
    t.substitute(who="x", what="y")
except KeyError as e:
    print("KeyError", e)
print(string.capwords("  the quick\tfox "), string.ascii_letters, string.digits, len(string.printable))
