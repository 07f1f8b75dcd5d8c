from .prices import TABLE
from . import prices as same


def total(numbers):
    return sum(numbers) + len(same.TABLE) + len(TABLE)
