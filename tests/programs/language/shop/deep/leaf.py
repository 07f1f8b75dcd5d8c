from .. import prices
from ..totals import total
from . import __name__ as parent

NAME = "leaf"


def climb():
    return prices.price("pear"), total([5]), parent
