"""Decimal floating-point arithmetic, correctly rounded, by the General Decimal Arithmetic Specification.

>>> from decimal import *
>>> setcontext(ExtendedContext)
>>> Decimal(0)
Decimal('0')
>>> Decimal('0.1') + Decimal('0.2') == Decimal('0.3')
True
>>> getcontext().prec = 6
>>> Decimal(1) / Decimal(7)
Decimal('0.142857')
"""

try:
    from _decimal import *
    from _decimal import __getattr__, __libmpdec_version__
except ImportError:
    # Programs hide the native module to have the one in Python.
    import sys

    import _pydecimal

    sys.modules[__name__] = _pydecimal
