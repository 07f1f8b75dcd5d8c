# Decimals as text: str, repr, engineering notation and format specifications.
from decimal import *

D = Decimal
values = ["0", "-0", "0E+3", "0.00", "0E-9", "1", "-1.5", "123456.789", "1234567890", "1E+3", "1.23E-7", "9.995", "-0.000123", "99999", "1E-10", "12E+20", "Infinity", "-Infinity", "NaN", "-NaN123", "sNaN"]
specs = ["", "e", "E", "f", "F", "g", "G", "%", ".0f", ".2f", ".3e", ".0e", ".5g", ".0g", ".1%", "010", "+.1f", " ", "-", "<12", ">12", "=12", "^12", "*^15.2e", ",", ",.2f", "015,.3f", "012,", "-10.4g", "x<20", "08.3", "+020,.1f", "n", ".3n", "_", "_.2f", "z.1f", "#.0f", "\u20ac>10"]
for value in values:
    d = D(value)
    print(repr(d), str(d), d.to_eng_string(), [format(d, s) for s in specs])
for spec in ["Q", "<05", "5.", ".", ",_", "10x", "<>=10", "+-5", "=%d.1" % (2**63 - 1), ".%df" % 2**62]:
    try:
        print(spec, repr(format(D("1.5"), spec)))
    except ValueError as e:
        print(spec, e)
for arguments in [(3,), (), ("", []), ("n", {"decimal_point": ",", "grouping": "\3\2\0", "thousands_sep": "."}), ("012n", {"decimal_point": ",", "grouping": "\3\3\0", "thousands_sep": "-"}), ("n", {"decimal_point": "xx"}), ("g", {"decimal_point": ",", "thousands_sep": "yyy"})]:
    try:
        print(arguments, D("1234567.25").__format__(*arguments))
    except (TypeError, ValueError) as e:
        print(arguments, type(e).__name__, e)
for rounding in [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN, ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_05UP]:
    with localcontext(rounding=rounding, capitals=0, prec=3):
        print(rounding, [format(D(x), s) for x in ("1.25", "-1.35", "0.05", "9.96") for s in (".1f", ".1e", ".2", ".0f")], str(D("1E+9")), repr(D("1e-9")))
print("%s %r %10s" % (D("1.5"), D("1.5"), D("1.5")), f"{D('3.14159'):.3f} {D(5)!r:>15}", "{:>8.2f}|{!s}".format(D("2.345"), D("7e9")))
