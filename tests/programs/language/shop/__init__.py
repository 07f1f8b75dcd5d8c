"""A package."""
print("shop starts")
from . import prices
from .prices import price
from .totals import total

__all__ = ["prices", "total"]
helper = 1
print("shop done", __name__, __package__)
