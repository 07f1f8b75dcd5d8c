# Complex numbers to text and back, constructors, subclasses.
for z in [0j, -0j, complex(0.0, -0.0), complex(-0.0, 1), 1 + 0j, 1.5 - 2.5j, 1e20 + 1e-7j, complex("inf"), complex("nan-infj"), 123456789.125j]:
    print(repr(z), str(z), f"{z:.2f}|{z:>24}|{z:<24}|{z:^+24.3e}|{z:g}|{z:,.1f}|{z:#.3g}")
for spec in ["020", "=20", "d", "%", "x", "_", ".3"]:
    try:
        print(format(1234.5 + 2j, spec))
    except ValueError as e:
        print(e)
for text in ["1", "1j", "-j", " ( 1+2j ) ", "1e5-3.5e-2j", "infinity-nanj", "1_000.5+2_0j", ".5j", "5.", "١+٢j", "1+2J",
             "", "1 + 2j", "(1", "1+", "1+2", "1j+2", "1e", "0x1", "1__0", "_1", "1_", "1+-2j", "j1", "a", "é"]:
    try:
        print(repr(text), complex(text))
    except ValueError as e:
        print(repr(text), "ValueError", e)


class Converts:
    def __complex__(self):
        return 1 + 2j


class Real:
    def __float__(self):
        return 2.5


class Indexes:
    def __index__(self):
        return 7


class Wrong:
    def __complex__(self):
        return 1


class Sub(complex):
    pass


print(complex(Converts()), complex(Real()), complex(Indexes()), complex(Sub(1, 2)), complex(Real(), Indexes()), complex(imag=3), complex())
for args in [("1", 2), (1, "2"), (None,), ([],), (Wrong(),), (1, 2, 3), (b"1",), (object(),), (1, None)]:
    try:
        print(complex(*args))
    except TypeError as e:
        print(e)
print(complex.from_number(3), complex.from_number(Converts()), complex.from_number(2j), type(Sub.from_number(1.5)), float.from_number(3))
for f, x in [(complex.from_number, "1"), (float.from_number, "1"), (float.from_number, 1j)]:
    try:
        f(x)
    except TypeError as e:
        print(e)
s = Sub(3, -4)
s.note = "attribute"
print(type(s), s, type(s + 1), s == 3 - 4j, s.note, abs(s), s.__complex__(), (1 + 2j).__getnewargs__())
try:
    (1j).real = 2
except AttributeError as e:
    print(e)

# A zero byte after an underscore is complained of as the underscore would be.
for text in "+1_000\0", "1\0", "1_0\0", "1\0_0", "1__0", "1_0j", "\0", "1_\0", "1j\0_":
    try:
        print(complex(text))
    except ValueError as e:
        print(e)
