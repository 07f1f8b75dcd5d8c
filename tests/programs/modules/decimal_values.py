# What decimals are made of and made into, with the messages of what is refused.
from decimal import *
import copy
import pickle
import numbers
from fractions import Fraction

D = Decimal


def show(text):
    try:
        result = repr(eval(text))
    except Exception as e:
        result = f"{type(e).__module__}.{type(e).__qualname__}: {e}"
    print(text, "=>", result)


for value in ["' 1_0 '", "'1__0'", "'\\u0967.5e+3'", "'.5'", "'5.'", "'.'", "''", "'0x1'", "'1e'", "'+ 1'", "'-inf'", "'iNFiNiTy'", "'infin'", "'nan012'", "'-sNaN7'", "'nan1x'", "b'1'", "None", "True", "{}",
              "10**50", "-7", "1.1", "float('-inf')", "-0.0", "5e-324", "(0, (1, 2), 3)", "[1, (1, 2), 'F']", "(0, (1,), 'n')", "(0, (), 0)", "(0, (0, 0, 7), -9)", "(2, (1,), 0)", "(0, (10,), 0)", "(0, 5, 0)",
              "(0, (1,), 'x')", "(0, (1,), 1.5)", "(1, 2)", "'9' * 30 + 'e999999999999999999'", "'1e-9999999999999999999999'", "'1', 2", "1, 2, 3", "value=3", "1, context=ExtendedContext", "'x', ExtendedContext"]:
    show(f"D({value})")
for text in ["D()", "D.from_float('x')", "D.from_float(0.1)", "D.from_float(3)", "D.from_number('1')", "D.from_number(1.5)", "D.from_number(D('1.50'))", "D('1.5').as_tuple()", "D('-inf').as_tuple()", "D('snan5').as_tuple()", "D('nan').as_tuple()",
             "D('1.50').as_integer_ratio()", "D('-12e3').as_integer_ratio()", "D('nan').as_integer_ratio()", "D('inf').as_integer_ratio()", "int(D('-1.9'))", "int(D('1e30'))", "int(D('inf'))", "int(D('nan'))", "float(D('1e400'))", "float(D('-nan'))", "float(D('snan'))", "complex(D('1.5'))",
             "round(D('2.5'))", "round(D('3.5'))", "round(D('2.567'), 2)", "round(D('1234'), -2)", "round(D('1'), 'x')", "round(D('nan'))", "round(D('1e30'), 5)", "D('-1.5').__floor__()", "D('-1.5').__ceil__()", "D('-1.5').__trunc__()", "D('1').adjusted(), D('123e-9').adjusted(), D('inf').adjusted()",
             "D('1').real, D('1').imag, D('1').conjugate()", "D('1').radix()", "bool(D('0e5')), bool(D('nan')), bool(D('-0.1'))", "D('1').is_nan(1)", "D('7').copy_sign(D('-nan'))", "D('-7').copy_abs()", "D('-nan7').copy_negate()", "D('1').number_class(), D('-1e-999999999').number_class(), D('snan').number_class()",
             "D.__mro__", "issubclass(D, numbers.Number), isinstance(D(1), numbers.Real)", "D(1).__reduce__()", "D.__module__, Context.__module__, Inexact.__module__, D(1).as_tuple().__class__.__module__", "D('1.20').to_eng_string(), D('1.2e8').to_eng_string(), D('0e-8').to_eng_string()"]:
    show(text)
# Operators with other numbers.
for text in ["D(1) + '1'", "D(1) + 1.0", "2 ** D('0.5')", "D(2) ** 0.5", "7 // D(2), 7 % D(-3), divmod(-7, D(2))", "-D('0'), +D('-0'), abs(D('-0.0'))", "D(1) / 0", "D(0) / 0", "D('snan') + 1", "D(1) // D('inf')", "D(5) % D(0)", "divmod(D(1), D(0))", "pow(D(2), 3, 5)", "pow(D(2), -3, 5)", "pow(2, D(3), 5)",
             "pow(D(2), 3, D('1.5'))", "D(2).__pow__(10, None)", "D(10) ** D('1e20')", "D(-8) ** D('0.3')", "D(0) ** 0", "~D(1)", "D(1) << 1", "D(1) < 1j", "D(1) == 1 + 0j, D(1) == 1j", "D('0.5') == Fraction(1, 2), D('0.3') > Fraction(1, 3), Fraction(1, 3) > D('0.3')", "D('0.1') == 0.1, D('0.5') == 0.5, D('0.1') < 0.1, 0.5 <= D('0.5')",
             "D('nan') < 1", "D('nan') == D('nan'), D('nan') != 1", "D('snan') == 1", "D(1) < 'x'", "D(1) == None, D(1) != 'x'", "max(D(1), 2, D('2.5')), min(3, D('2.9'))", "sum([D('0.1')] * 10)", "sorted([D('inf'), D('-0'), 3, D('-1e5'), 2.5])", "D('1e5') == D('100000') == 100000", "D('inf') > 10**1000, D('-inf') < -10.0**300"]:
    show(text)
# Hashes are those of equal numbers.
for x in [0, 1, -1, 2**61 - 1, 10**40, -10**25]:
    assert hash(D(x)) == hash(x), x
for x in [0.5, -0.125, 1e300, 5e-324, float("inf"), float("-inf")]:
    assert hash(D(x)) == hash(x), x
assert hash(D("0.3")) == hash(Fraction(3, 10)) and hash(D("-1e-50")) == hash(Fraction(-1, 10**50))
show("hash(D('snan'))")
assert hash(D("1.0")) == hash(D("1")) and {D("1e2"): 5}[100] == 5


class Money(D):
    def __new__(cls, value="0", currency="EUR"):
        self = super().__new__(cls, value)
        self.currency = currency
        return self

    def __repr__(self):
        return f"Money({str(self)!r}, {self.currency!r})"


m = Money("12.50", "CHF")
print(m, repr(m), m + 1, type(m + 1) is D, m == D("12.5"), m.currency, type(Money.from_float(1.5)), type(D(m)) is D, type(Money(m)))
print(copy.copy(m) is m, copy.deepcopy(D(1)), pickle.loads(pickle.dumps(D("-1.20E+7"))), pickle.loads(pickle.dumps([D("nan5"), D("-inf")])))
d = D(5)
print(D(d) is d, d.real is d, d.canonical() is d)
for statement in ["d.x = 1", "D.x = 1", "d.real = 1"]:
    try:
        exec(statement)
    except (AttributeError, TypeError) as e:
        print(statement, type(e).__name__)
match D("2.5"):
    case Decimal(real=x):
        print("matched", x)
