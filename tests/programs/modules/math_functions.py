import math

print(math.pi, math.e, math.tau, math.inf, math.nan)
for x in (0.0, 0.5, 1.0, 2.0, -0.75, 10.5):
    print(x, math.sin(x), math.cos(x), math.exp(x), math.floor(x), math.ceil(x), math.trunc(x), math.fabs(x), math.atan(x))
print(math.sqrt(2), math.log(10), math.log(8, 2), math.log2(1024), math.log10(1000), math.log1p(1e-10), math.expm1(1e-10), math.exp2(10))
print(math.hypot(3, 4), math.hypot(1, 2, 3), math.dist([1, 2], [4, 6]), math.atan2(1, -1), math.degrees(math.pi), math.radians(180))
print(math.factorial(20), math.comb(10, 3), math.perm(5, 2), math.perm(5), math.gcd(12, 18, 27), math.lcm(4, 6), math.gcd(), math.lcm(), math.isqrt(10**40 + 1))
print(math.fsum([0.1] * 10), math.sumprod([1, 2, 3], [4, 5, 6]), math.prod([1, 2, 3, 4]), math.prod([], start=7), math.fmod(-7, 3), math.remainder(7, 4), math.modf(3.25), math.frexp(10), math.ldexp(0.5, 4))
print(math.isclose(0.1 + 0.2, 0.3), math.isclose(1, 1.1), math.isclose(1, 1.05, rel_tol=0.1), math.isnan(math.nan), math.isinf(-math.inf), math.isfinite(1))
print(math.copysign(1, -0.0), math.nextafter(1, 2), math.ulp(1.0), math.gamma(5), math.lgamma(1), math.fma(2, 3, 4))
print(math.sinh(1), math.cosh(1), math.tanh(1), math.asin(1), math.acos(0), math.tan(0.5))
print(math.floor(10**20 + 0.5), math.ceil(-2.5), math.trunc(-7.9), math.log2(2**1000), math.pow(2, 0.5), math.pow(0, 0))


class Angle:
    def __float__(self):
        return 0.5

    def __floor__(self):
        return "floored"

    def __index__(self):
        return 6


print(math.sin(Angle()), math.floor(Angle()), math.factorial(Angle()), math.gcd(Angle(), 4))
for bad in (lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.log(-1), lambda: math.factorial(-1), lambda: math.factorial(1.5), lambda: math.sqrt("a"), lambda: math.exp(1000),
            lambda: math.floor(math.inf), lambda: math.ceil(math.nan), lambda: math.acos(2), lambda: math.fmod(1, 0), lambda: math.isqrt(-1), lambda: math.comb(-1, 2),
            lambda: math.gcd(1.5), lambda: math.sin(), lambda: math.pow(0, -1), lambda: math.ldexp(1, 5000), lambda: math.dist([1], [1, 2]), lambda: math.perm(-1),
            lambda: math.atan2(1), lambda: math.log(), lambda: math.sumprod([1], [1, 2]), lambda: math.log(10, 1), lambda: math.remainder(1, 0), lambda: math.hypot("a")):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
try:
    math.log(x=1)
except TypeError as e:
    print(e)
