# Complex numbers: literals, arithmetic with real operands, signs of zero, infinities, errors.
import operator

inf, nan = float("inf"), float("nan")
z = 3 + 4j
print(z, -z, +z, abs(z), z.real, z.imag, z.conjugate(), bool(0j), bool(-0j), bool(1j))
print(1j * 1j, (1 + 2j) / (3 - 4j), 1 / 2j, 2j / 4, 5 - 2j, 2j - 5, 3 * (1 - 1j), True + 1j)
# A real operand has no imaginary zero that could change a sign.
print(1.0 + complex(-0.0, -0.0), complex(-0.0, -0.0) + 0, 0 - complex(0.0, 0.0), complex(0.0, -0.0) * -1)
print(complex(inf, nan) * 2, complex(inf, 1) * complex(0, 1), complex(inf, inf) / 2, 1 / complex(inf, nan), complex(nan, inf) * 1j)
print((-8) ** (1 / 3), (-2.0) ** 0.5, 2**1j, 1j**2, 1j**-3, (1 + 1j) ** 0.5, 0j**0, (1 + 2j) ** (3 - 1j), (2 + 1j) ** 101)
for f, a, b in [
    (operator.truediv, 1j, 0), (operator.truediv, 1, 0j), (operator.truediv, 1j, 0j), (operator.pow, 0j, -1), (operator.pow, 0j, 1j),
    (operator.pow, 1e200 + 1j, 2), (operator.lt, 1j, 2), (operator.ge, 1j, 1j), (operator.floordiv, 1j, 2), (operator.mod, 3, 1j),
    (divmod, 1j, 2), (operator.add, 1j, "x"), (operator.add, 10**400, 1j),
]:
    try:
        print(f(a, b))
    except Exception as e:
        print(type(e).__name__, e)
for f in [lambda: int(1j), lambda: float(1j), lambda: round(1j), lambda: ~1j, lambda: pow(1j, 2, 3), lambda: abs(complex(1e308, 1e308)), lambda: "%d" % 1j]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(3 + 0j == 3, 3 == 3 + 0j, 3.5 == 3.5 + 0j, 1j != 1, complex(2**53) == 2**53 + 1, 1j == "x", complex(nan, 0) == complex(nan, 0))
print(hash(3 + 0j) == hash(3), hash(0.5 + 0j) == hash(0.5), hash(1 + 2j) == hash(complex(1, 2)), {1: "one"}[1 + 0j], 2j in {2j})
x = 1j
x += 1
x *= 2j
x -= 3
x /= 2
x **= 2
print(x, sum([1j, 2, 3.5]), sum([1.5, 2j]))
match 1 + 2j:
    case 1 + 2j:
        print("matched")
match 4j:
    case complex(real=0, imag=i):
        print("imaginary", i)
