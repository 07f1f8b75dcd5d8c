# Long coefficients, and what no memory could hold.
import hashlib
from decimal import *

D = Decimal


def digest(x):
    return hashlib.sha256(str(x).encode()).hexdigest()[:16], x.adjusted(), len(x.as_tuple().digits)


def factorial(n, m):
    if n >= m:
        return D(n)
    middle = (n + m) // 2
    return factorial(n, middle) * factorial(middle + 1, m)


setcontext(Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN))
f = factorial(1, 3000)
print(digest(f), digest(f * f), digest(f + 1), f - f, f // factorial(1, 2990), f % 3001, f == int(f))
for prec in [40, 77, 200, 1000, 3000]:
    with localcontext(prec=prec):
        x = D(2).sqrt()
        print(prec, digest(x), digest(x * x), digest(1 / x), digest(D(1).exp()), digest(D(3).ln()), digest(D(7).log10()), digest(x**10), digest(+f))
        print(x.next_plus() - x, digest(f.quantize(D("1e%d" % (f.adjusted() - 5)))), (x * 0).normalize(), digest(D("0.1") ** D("0.1")))
getcontext().prec = 2000
print(D(10) ** 1000 == D("1e1000"), D("1" + "0" * 500).normalize(), D("1e500") + 1 - D("1e500"), (D(10) ** 300 - 1).log10() < 300)
getcontext().prec = MAX_PREC
# Exponents that are far apart, and precisions of any size.
for text in ["D(1) / 3", "D('1e99999999999999999') + 1", "D(2).sqrt()", "D(1).exp()", "D('1e999999999999999999') * 10", "D('1e-1999999999999999997') / 10", "D(7).logical_invert()", "D(1).next_plus()", "D('1e99999999999999999').quantize(D(1))", "D(1) ** D('0.5')"]:
    with localcontext(traps=[]):
        try:
            print(text, eval(text))
        except MemoryError:
            print(text, "MemoryError")
with localcontext(prec=9):
    print(D("1e999999999999") + 1, D(1) - D("1e-999999999999"))
    print(D("1.0000001") ** D("1e9"), D("1e-99999").exp(), D("-1e-99999").exp(), D("1.0000000000000000000000000000001").ln(), D("0.99999999999999999999").log10())
    for text in ["D('1e30').exp()", "D('-1e30').exp()"]:
        try:
            print(eval(text))
        except Exception as e:
            print(text, e)
