"""A NUL in a format's place for the type is none for floats and complex numbers; the hash of the empty text; what the parts of a complex number are comes
before what they are worth."""

for value in (1, 1.5, 2j, "a", True):
    for spec in ("\0", "10\0", "\x01", ".2\0", "+\0", ",\0", "_.3\0"):
        try:
            print(repr(value), ascii(spec), repr(format(value, spec)))
        except ValueError as e:
            print(repr(value), ascii(spec), e)

print(hash(""), hash(b""), {"": 1}[""], {0: "zero", "": "empty"}[""], "" in {"", 0})


class Zero:
    def __hash__(self):
        return 0

    def __eq__(self, other):
        return other == ""


print({"": 5}[Zero()], Zero() in {""}, hash(("",)) == hash(("",)))


class Real:
    def __init__(self, value):
        self.value = value

    def __float__(self):
        print("asked for", self.value)
        if isinstance(self.value, Exception):
            raise self.value
        return self.value


big = 10**400
parts = [
    (big, range(3)),
    (range(3), big),
    (big, "a"),
    ("a", 1),
    (Real(1.0), range(3)),
    (Real(ValueError("no")), range(3)),
    (Real(1.0), Real(KeyError("k"))),
    (big, Real(1.0)),
    (Real(1.0), big),
    (Real(1.0), Real(2.0)),
    (None, 1),
    (1, None),
    ([], []),
]
for real, imag in parts:
    try:
        print(complex(real, imag))
    except Exception as e:
        print(type(e).__name__, e)
