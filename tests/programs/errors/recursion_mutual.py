# Mutual recursion is not folded unless frames repeat; a shorter limit keeps it readable.
import sys

sys.setrecursionlimit(60)


def even(n):
    return odd(n + 1)


def odd(n):
    return even(n + 1)


even(0)
