# A power with a modulus takes a step for each zero that its exponent stands for: it ends where the steps change nothing any more, and by a signal.
import signal
from decimal import *


class Enough(Exception):
    pass


def enough(number, frame):
    raise Enough


setcontext(Context(prec=2000, Emax=MAX_EMAX, Emin=MIN_EMIN))
print(pow(Decimal(10), Decimal("1e999999999999999999"), 10**30), pow(Decimal(3), Decimal("1e999999999999999999"), 10**9), pow(Decimal(5), Decimal("3e4"), 97))
signal.signal(signal.SIGALRM, enough)
for modulus in [Decimal(10) ** 30 + 57, Decimal(10) ** 1900 + 57]:
    for power in [pow, getcontext().power]:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        try:
            power(Decimal(3), Decimal("1e999999999999999999"), modulus)
        except Enough:
            print("interrupted", getcontext().flags[InvalidOperation])
