# Every operation on random numbers under random contexts: results and flags.
import hashlib
import random
from decimal import *

roundings = [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN, ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_05UP]
one = "abs exp ln log10 logb logical_invert minus next_minus next_plus normalize plus sqrt to_integral_exact to_integral_value number_class is_normal is_subnormal to_sci_string to_eng_string create_decimal copy_abs".split()
two = "add subtract multiply divide divide_int remainder remainder_near divmod compare compare_signal compare_total compare_total_mag copy_sign logical_and logical_or logical_xor max max_mag min min_mag next_toward quantize rotate scaleb shift same_quantum power".split()
r = random.Random(20)


def number(c):
    kind = r.random()
    sign = r.choice(["", "-"])
    if kind < 0.06:
        return sign + r.choice(["Inf", "NaN", "sNaN", "NaN%d" % r.randrange(10**5)])
    if kind < 0.12:
        return "%s0E%d" % (sign, r.randrange(-20, 20))
    n = r.choice([1, 2, 3, r.randrange(1, 12), c.prec, c.prec + 1, r.randrange(1, 45)])
    style = r.random()
    if style < 0.2:
        digits = "9" * n
    elif style < 0.4:
        digits = "".join(r.choice("01") for _ in range(n))
    else:
        digits = "".join(r.choice("0123456789") for _ in range(n - n // 3)) + r.choice("05") * (n // 3)
    exponent = r.choice([0, r.randrange(-n - 8, 9), c.Emax - r.randrange(0, c.prec + n + 3), c.Emin - c.prec + r.randrange(-n - 3, c.prec + 5)])
    return "%s%sE%d" % (sign, digits, exponent)


for name in one + two + ["fma", "powmod"]:
    lines = []
    for _ in range(60):
        c = Context(prec=r.choice([1, 2, 3, 5, 9, 16, 28, 34, 39]), rounding=r.choice(roundings), Emin=-r.choice([0, 3, 12, 400]), Emax=r.choice([0, 3, 12, 400]), clamp=r.randrange(2), traps=[])
        setcontext(Context(prec=50, traps=[]))
        a, b = number(c), number(c)
        if name in ("rotate", "shift", "scaleb") and r.random() < 0.7:
            b = str(r.randrange(-c.prec - 1, c.prec + 2))
        elif name == "quantize" and r.random() < 0.7:
            b = "1E%d" % r.randrange(-c.prec, 4)
        elif name == "power" and r.random() < 0.8:
            b = r.choice(["2", "-3", "0.5", "17", "-0.25", "1.75"])
        if name in one:
            result = getattr(c, name)(Decimal(a) if name != "create_decimal" else a)
            shown = (a,)
        elif name == "fma":
            shown = (a, b, number(c))
            result = c.fma(*map(Decimal, shown))
        elif name == "powmod":
            shown = tuple(str(r.randrange(-100, 10**r.randrange(1, 12))) for _ in range(3))
            result = c.power(*map(Decimal, shown))
        else:
            result = getattr(c, name)(Decimal(a), Decimal(b))
            shown = (a, b)
        flags = [s.__name__ for s in c.flags if c.flags[s]]
        lines.append(f"{name}{shown} {c.prec} {c.rounding} {c.Emin} {c.Emax} {c.clamp} -> {result} {flags}")
    print(lines[0])
    print(lines[1])
    print(name, hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16])
