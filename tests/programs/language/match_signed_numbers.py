"""Signed numbers in patterns, and what is wrong with those that are none."""


def kind(x):
    match x:
        case +1:
            return "one"
        case -1:
            return "minus one"
        case +0.5 | +1.5:
            return "halves"
        case +2 + 1j:
            return "complex"
        case -2 - 1j:
            return "minus complex"
        case {+3: value}:
            return f"three is {value}"
        case [+4, *rest]:
            return f"four, then {rest}"
        case int(+5) | complex(real=+6, imag=
                               +7):
            return "in a class"
        case +1e1000:
            return "infinite"
        case _:
            return "other"


for x in 1, -1, 0.5, 1.5, 2 + 1j, -2 - 1j, {3: "x"}, [4, 5], 5, 6 + 7j, float("inf"), +8:
    print(repr(x), "->", kind(x))


def refused(pattern):
    try:
        compile(f"match x:\n    case {pattern}: pass", "text", "exec")
    except SyntaxError as e:
        print(f"{pattern:24} {e.msg}, {e.offset}-{e.end_offset}")
    else:
        print(f"{pattern:24} is a pattern")


for pattern in """+1 ++1 -+1 1++1j 1+-1j +a +"a" +True +1j+1 1j+1 1+2 -1+2 +1+1 1+a a+1j 1+1j+1j -1**2 {1:a,1:b} {0:_,False:_} {0:_,-0.0:_}
{"a":_,"a":_} {b"a":_,"a":_} {a.b:_,a.b:_} f"" [f"{x}"] 1|f"a" 0*0j A(+1) {+0:_}""".split():
    refused(pattern)
