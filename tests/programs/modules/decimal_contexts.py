# Contexts: attributes, signals, templates, and which one is current.
from decimal import *
import copy
import contextvars
import decimal
import pickle

D = Decimal


def attempt(text):
    try:
        result = repr(eval(text))
    except Exception as e:
        result = f"{type(e).__module__}.{type(e).__qualname__}: {e}"
    print(text, "=>", result)


print(getcontext())
print(DefaultContext)
print(BasicContext)
print(ExtendedContext)
for text in ["Context(prec=0)", "Context(prec=1.5)", "Context(prec='x')", "Context(prec=10**30)", "Context(prec=MAX_PREC + 1)", "Context(rounding='x')", "Context(Emin=1)", "Context(Emax=-1)", "Context(clamp=2)", "Context(capitals=-1)", "Context(flags=[1])", "Context(flags={})", "Context(traps={Inexact: 1})", "Context(flags=3)",
             "Context(foo=1)", "Context(9, ROUND_UP, -5, 5, 0, 1, [Inexact], [Overflow, Clamped])", "Context(None, None, None, 7)", "IEEEContext(32)", "IEEEContext(128)", "IEEEContext(3)", "IEEEContext(544)", "setcontext(3)", "localcontext(3)", "localcontext(foo=3)", "localcontext(prec=0)", "type(localcontext())",
             "MAX_PREC, MAX_EMAX, MIN_EMIN, MIN_ETINY, IEEE_CONTEXT_MAX_BITS", "HAVE_THREADS, HAVE_CONTEXTVAR, decimal.SPEC_VERSION", "Context(5).Etiny(), Context(5).Etop()", "Context(7) == Context(7)"]:
    attempt(text)
c = Context(prec=5, traps=[])
for name, value in [("prec", 6), ("prec", -1), ("Emax", 5), ("Emax", 10**18), ("Emin", -5), ("rounding", ROUND_05UP), ("rounding", 5), ("capitals", 0), ("clamp", 1), ("clamp", True), ("flags", []), ("flags", {Inexact: 1}), ("traps", None), ("foo", 1)]:
    try:
        setattr(c, name, value)
        print(name, getattr(c, name))
    except Exception as e:
        print(name, value, type(e).__name__, str(e).splitlines()[0])
for name in ["prec", "flags", "rounding"]:
    try:
        delattr(c, name)
    except AttributeError as e:
        print(e)
print(c)
# The mappings of signals are live.
c = Context(prec=3, traps=[])
f, t = c.flags, c.traps
print(c.divide(1, 3), c.divide(1, 0), f[Inexact], f[DivisionByZero], f[InvalidOperation], f[Clamped])
print(f)
print(len(f), list(f)[:3], Inexact in f, f == t, f != t, f == f.copy(), f is c.flags, dict(f) == f)
f[Inexact] = False
f[Subnormal] = "yes"
c.clear_flags()
t[Inexact] = True
for bad in [lambda: f[3], lambda: f.__setitem__(3, 1), lambda: f.__delitem__(Inexact), lambda: hash(f)]:
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, str(e).splitlines()[0])
for text in ["c.divide(1, 3)", "c.divide(0, 0)", "c.add(D('snan'), 1)", "c.create_decimal('1_0')", "c.create_decimal(' 1')", "c.create_decimal('123456')", "c.create_decimal(1.5)", "c.create_decimal((1, (1, 2, 3, 4, 5), -2))", "c.create_decimal_from_float('3')", "c.create_decimal()"]:
    attempt(text)
c.clear_traps()
c.traps[FloatOperation] = True
setcontext(c)
for text in ["D(1.5)", "D(1.5) < 1", "D(2) < 1.5", "D(2) == 2.0", "D.from_float(1.5)", "c.create_decimal(1.5)"]:
    attempt(text)
print(c.flags[FloatOperation])
# What is raised tells all that was met.
c = Context(prec=2, Emax=5, Emin=-5, traps=[InvalidOperation, Overflow, Underflow, Inexact, Rounded, Subnormal, Clamped, DivisionByZero])
setcontext(c)
for text in ["D('1e5') * 99", "D('1e-7') / 3", "D(0) / 0", "D(1) / 0", "D('x')", "D(10) ** 9 // 7", "D('1.23') + 0", "D('0e99') + 0", "D('1e-6') + 0", "D(5).quantize(D('1e-9'))"]:
    attempt(text)
for x in [Clamped, DecimalException, DivisionByZero, FloatOperation, Inexact, InvalidOperation, Overflow, Rounded, Subnormal, Underflow, decimal.ConversionSyntax, decimal.DivisionImpossible, decimal.DivisionUndefined, decimal.InvalidContext]:
    print(x.__name__, [b.__name__ for b in x.__mro__[1:-4]])
# The current context, locally and by variables.
setcontext(DefaultContext)
print(getcontext() is DefaultContext, getcontext().prec)
with localcontext() as inner:
    inner.prec = 5
    print(D(1) / 7, getcontext() is inner)
    with localcontext(prec=3, rounding=ROUND_UP, traps=[Inexact]) as third:
        print(third)
        attempt("D(1) / 7")
    print(D(1) / 7)
print(D(1) / 7)
try:
    with localcontext(ExtendedContext) as inner:
        print(inner.prec, inner is ExtendedContext)
        raise KeyError
except KeyError:
    print(getcontext().prec)


def inside():
    print(getcontext().prec)
    setcontext(Context(prec=11))
    return D(1) / 3


getcontext().prec = 8
copied = contextvars.copy_context()
print(copied.run(inside), getcontext().prec, D(1) / 3, copied.run(lambda: D(2) / 3), D(2) / 3)
c = pickle.loads(pickle.dumps(Context(prec=7, flags=[Rounded], traps=[Clamped, Overflow])))
print(c, copy.copy(c) is c, c.copy().prec, c.__reduce__()[1])


class Strict(Context):
    def __init__(self, prec):
        super().__init__(prec=prec, traps=[Inexact])
        self.note = "own"


s = Strict(4)
print(s, s.note, type(s.copy()) is Context)
with localcontext(s) as inner:
    attempt("D(1) / 3")
for text in ["c.add(1)", "c.add(1, 2, 3)", "c.add(1, 'x')", "c.abs()", "c.fma(1, 2)", "c.power(2, 3, modulo=5)", "c.power(2)", "c.is_nan('x')", "c.is_canonical(5)", "c.canonical(5)", "c.copy_decimal(7)", "c.to_sci_string(D('1e9'))", "c.to_eng_string(D('1e10'))", "c.number_class(D('-0'))", "c.same_quantum(1, D('1.0'))",
             "c.divmod(7, 2)", "c.radix()", "c._apply(D('1.23456789'))", "D(1).exp(3)", "D(1).fma(2)", "D(1).compare()", "D(1).max(2, context=c)", "D(1).quantize(2, rounding='x')", "D(1).quantize(1.5)", "D('1.25').to_integral_exact(rounding=ROUND_UP)", "D(7).scaleb(1.5)"]:
    attempt(text)
attempt("decimal.foo")
attempt("decimal.__getattr__(5)")
# What is nearly one is one, whatever the least exponent; a little farther off it is too small.
for text in ["-5E-10", "-9E-6", "-91E-7", "9E-6", "1E-6"]:
    c = Context(prec=2, Emin=0, Emax=0, traps=[])
    print(text, c.exp(D(text)), [s.__name__ for s in c.flags if c.flags[s]])
# The classes of signals can be changed, so that they make no exceptions.
DivisionByZero.__new__ = lambda *arguments: 5
try:
    D(1) / 0
except TypeError:
    print("TypeError")
