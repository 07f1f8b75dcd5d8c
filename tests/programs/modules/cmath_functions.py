# The module cmath: ordinary values, branch cuts, special values, errors.
import cmath

inf, nan = float("inf"), float("nan")
special = [0.0, -0.0, 2.5, -2.5, inf, -inf, nan]
names = "acos acosh asin asinh atan atanh cos cosh exp log log10 sin sinh sqrt tan tanh".split()


def shown(x):
    return f"{x:.3g}" if x == x and abs(x) != inf else str(x)


for name in names:
    f = getattr(cmath, name)
    for a in special:
        row = []
        for b in special:
            try:
                z = f(complex(a, b))
                row.append(f"{shown(z.real)},{shown(z.imag)}")
            except (ValueError, OverflowError) as e:
                row.append(str(e))
        print(name, a, "|".join(row))
for a in special:
    row = []
    for b in special:
        try:
            row.append(str(cmath.rect(a, b)))
        except ValueError as e:
            row.append(str(e))
    print("rect", a, "|".join(row))
print(cmath.sqrt(-4), cmath.sqrt(-4 - 0j), cmath.sqrt(complex(-4, -0.0)), cmath.exp(0), cmath.phase(-1), cmath.phase(complex(-1, -0.0)))
print(cmath.polar(3 + 4j), cmath.polar(1j), cmath.log(8, 2), cmath.log(-1), cmath.log(1j, 10).real)
print(cmath.isclose(1 + 1e-10j, 1), cmath.isclose(1, 2, abs_tol=1), cmath.isclose(inf, inf), cmath.isclose(complex(inf, 1), 1))
print(cmath.isfinite(1j), cmath.isnan(complex(0, nan)), cmath.isinf(complex(-inf, nan)), cmath.infj, cmath.nanj, cmath.pi, cmath.tau)
for f, args in [(cmath.log, (0,)), (cmath.exp, (1000,)), (cmath.cosh, (1000 + 1j,)), (cmath.atanh, (1,)), (cmath.sqrt, ("x",)), (cmath.sqrt, ()),
                (cmath.isclose, (1, 2, 3))]:
    try:
        print(f(*args))
    except Exception as e:
        print(type(e).__name__, e)
try:
    cmath.isclose(1, 2, rel_tol=-1)
except ValueError as e:
    print(e)
