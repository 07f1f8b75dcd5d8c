import math


def primes(n):
    return [p for p in range(2, n) if all(p % d for d in range(2, math.isqrt(p) + 1))]


print(primes(60), math.prod(primes(30)))
print([math.gcd(a, b) for a, b in [(48, 36), (0, 5), (-12, 18), (2**100, 6**50)]], math.lcm(*range(1, 21)))
print([math.comb(10, k) for k in range(11)], math.comb(100, 50), math.perm(20, 10), math.factorial(50))
print(math.isqrt(2 * 10**60), math.isqrt(0), [math.isqrt(n) for n in (15, 16, 17)], math.floor(-0.5), math.ceil(0.5), math.trunc(-0.5))
for x in (1e-310, 1.5, -2.5, 1e308, 123456789.123):
    m, e = math.frexp(x)
    print(x, m, e, math.ldexp(m, e) == x, math.modf(x), math.ulp(x))
print(math.fsum([1e100, 1.0, -1e100]), sum([1e16, 1.0, -1e16]), math.fsum([0.1] * 3))
print(math.inf > 10**400, math.nan != math.nan, math.isnan(math.inf - math.inf), -math.inf < 0, math.copysign(3, -1), math.copysign(math.inf, -0.0))
print(math.nextafter(0, 1), math.nextafter(1, -math.inf), math.nextafter(1.0, 2.0, steps=3))
print(round(math.gamma(0.5) ** 2 - math.pi, 12), [round(math.gamma(n)) for n in range(1, 8)], math.erf(0))
print([round(math.sin(k * math.pi / 6), 10) for k in range(7)], math.hypot(*[1] * 9), math.dist((0, 0, 0), (1, 2, 2)))
print(math.log10(10**300), math.log2(2**-1074), math.log(0.5, 2), math.exp(-745), math.expm1(-1e-15))


def newton(f, df, x):
    while abs(f(x)) > 1e-12:
        x -= f(x) / df(x)
    return x


print(round(newton(lambda x: x * x - 2, lambda x: 2 * x, 1.0), 10), round(newton(math.cos, lambda x: -math.sin(x), 1.0), 10))
print(math.radians(45), math.degrees(1), math.remainder(5, 3), math.remainder(-5, 3), math.fmod(5.5, -2), -5.5 % 2)
print(math.isclose(1e-10, 0), math.isclose(1e-10, 0, abs_tol=1e-9), math.isclose(math.inf, math.inf), math.isclose(1, 2, rel_tol=1))
