# Formatting that changes nothing gives the string itself, one of a derived class, too. At the end, hashes that are the same everywhere.
class S(str):
    pass


def say(name, given, result):
    print(name, type(result).__name__, repr(result), result is given)


for text in ("abc", "é", "a", "", "a%%", "{{", "{}", "%s", "a{0:s}"):
    s = S(text)
    for value in ((), [], {}, (s,), {"a": s}, b"a", 1):
        try:
            say(f"{text!r} % {value!r}", s, s % value)
        except (TypeError, ValueError) as e:
            print(repr(text), value, e)
    try:
        say(f"{text!r}.format", s, s.format("x"))
        say(f"{text!r}.format_map", s, s.format_map({"a": 1}))
    except ValueError as e:
        print(e)
for value in (S(""), S("a"), S("abc")):
    for spec in ("", "s", "1", "3", "5", ".1", ".3", ".0", "<3", "03", "^2", "x<1s", "0"):
        print("-", repr(value), spec)
        say("format", value, format(value, spec))
        say("f", value, f"{value:{spec}}")
        for form in ("{:SPEC}", "q{:SPEC}", "{:SPEC}q", "{0:SPEC}{0:SPEC}", "{!s:SPEC}", "{:SPEC}{}", "{}{:SPEC}", "{:SPEC}{{"):
            form = form.replace("SPEC", spec)
            say(form, value, form.format(value, ""))
            say("reversed " + form, value, form.format("", value) if "0" not in form else "")
print(hash(None), hash((0, None, None)), hash(range(-4)), hash(range(1)), hash(range(3, 9, 2)), hash(slice(1, 2)), hash(slice(None)), hash(slice(0)))
