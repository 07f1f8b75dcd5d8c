"""abs, divmod, pow, round, bin, hex, oct, chr, ord, hash, id, int, float."""
print(abs(-5), abs(-2.5), abs(True), abs(-(10**20)), divmod(17, 5), divmod(-17, 5), divmod(17.5, -5), pow(2, 10), pow(2, 10, 1000), pow(2, -1), pow(2.0, 3), pow(base=3, exp=2, mod=5))
print(round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1234, -2), round(1250, -2), round(1350, -2), round(5), round(5.5, None), round(number=1.25, ndigits=1), round(True), type(round(2.0)), type(round(2.0, 0)))
print(bin(5), hex(-255), oct(8), chr(97), ord("a"), ord(b"a"), hash(5) == 5, hash("a") == hash("a"), id(None) == id(None), callable(len), callable(5))
class Number:
    def __abs__(self):
        return "abs"
    def __round__(self, n=None):
        return ("round", n)
    def __divmod__(self, other):
        return ("divmod", other)
    def __rdivmod__(self, other):
        return ("rdivmod", other)
    def __pow__(self, other, mod=None):
        return ("pow", other, mod)
    def __index__(self):
        return 12
    def __hash__(self):
        return -1
    def __eq__(self, other):
        return True
n = Number()
print(abs(n), round(n), round(n, 3), divmod(n, 2), divmod(2, n), pow(n, 2), pow(n, 2, 3), bin(n), hex(n), hash(n), [1] * 0 == [], "x" * 3)
for action in (lambda: abs("a"), lambda: divmod(1, 0), lambda: divmod("a", 1), lambda: pow(2, -1, 4), lambda: pow(2.0, 1, 3), lambda: pow("a", 2), lambda: pow(2), lambda: round("a"), lambda: round(1.5, "a"), lambda: round(1, 1.5), lambda: bin(1.5), lambda: hex("a"), lambda: chr(1.5), lambda: ord(5), lambda: ord("ab"), lambda: hash([]), lambda: hash({}), lambda: abs(), lambda: abs(1, 2), lambda: round(), lambda: divmod(1), lambda: pow(1, 2, 3, 4)):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
# A power with a modulus asks all three types, and a class on the right in its reflected method.
class P:
    def __pow__(self, *args): return "pow", args
    def __rpow__(self, *args): return "rpow", args
class Q(int):
    def __rpow__(self, *args): return "Q.rpow", args
for args in ((P(), 2, 3), (2, P(), 3), (2, 3, P()), (2, Q(3), 5), (2, 3, 5.0), (2, 3.0, 5), (2.0, 3, 5), (2, 3, 5j), (1j, 2, 3), (1j, 2.0, None), ("a", 1, 1.5), ("a", 1, 2), (1, None, 2), (2, 3, True), (1j, 10**400, 3)):
    for power in (pow, lambda a, b, c: a.__pow__(b, c), lambda a, b, c: b.__rpow__(a, c)):
        try:
            r = power(*args)
            print([x if isinstance(x, str) else len(x) for x in r] if isinstance(r, tuple) else r, end=" ")
        except Exception as error:
            print(type(error).__name__, error, end=" ")
    print()
# Sums make good for what additions lose, of complex numbers in each part, and ints are added like floats.
inf = float("inf")
for items in ([0.0, 2**53, 1.0, 1, 1], [2.0**53, 1, 1, 1], [1e16, 1.0, -1e16], [1e16 + 1e16j, 1 + 1j, -1e16 - 1e16j], [1e16, 1j, 1, 1.0, -1e16], [1e308, 1e308], [inf, 1.0, 1j], [10**400, 1.0], [1, 2j, 3], [1e16, 1.0, True, "a"]):
    for start in (0, 0.0, 0j, complex(-0.0, -0.0)):
        try:
            print(sum(items, start), end=" ")
        except Exception as error:
            print(type(error).__name__, error, end=" ")
    print()
class F(float):
    def __radd__(self, other):
        return "radd"
try:
    print(sum([1.0, F(2)]), sum([1.5, F(2), "a"]))
except TypeError as error:
    print(error)
