__all__ = ("count", "_also")
not_listed = 1
_hidden = 2
_also = 3


def count(name):
    return len(name)
