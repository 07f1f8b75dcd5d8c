# The class of a decimal's parts comes of a function that programs can replace: what it makes need not be a tuple.
import collections


class Other:
    pass


collections.namedtuple = lambda *arguments: Other
import decimal

print(decimal.DecimalTuple is Other)
try:
    decimal.Decimal(12).as_tuple()
except TypeError:
    print("TypeError")
