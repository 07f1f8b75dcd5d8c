"""What abstract base classes remember, and the checks on them: the part of `abc` that CPython has in C.

Answers are kept in sets of weak references, whose single operations are atomic. A negative answer holds until any class is registered anywhere:
the set of them lies with the token of its time in one tuple, so that no thread adds to a set of another time. What is asked most, whether an instance is one,
is answered by `_typing_support`, which knows how the data lie.
"""

from _typing_support import _abc_instancecheck, abc_token as get_cache_token, advance_abc_token, match_as, matched_as, recall
from _weakref import ref

# CPython's flags of a class that `match` takes for a sequence or a mapping.
_SEQUENCE = 1 << 5
_MAPPING = 1 << 6
_COLLECTIONS = _SEQUENCE | _MAPPING


class _abc_data(tuple):
    """Sets of registered classes and of known subclasses; a list of one pair, a token and the set of what was no subclass then."""

    __module__ = "_abc"
    __slots__ = ()


def _is_abstract(value):
    if getattr(value, "__isabstractmethod__", False):
        return True
    if isinstance(value, property):
        return any(getattr(f, "__isabstractmethod__", False) for f in (value.fget, value.fset, value.fdel) if f is not None)
    func = getattr(value, "__func__", None)
    return func is not None and getattr(func, "__isabstractmethod__", False)


def _abc_init(cls):
    """Finds out which methods are abstract, and begins to remember."""
    abstract = {name for name, value in cls.__dict__.items() if _is_abstract(value)}
    for base in cls.__bases__:
        for name in getattr(base, "__abstractmethods__", ()):
            if _is_abstract(getattr(cls, name, None)):
                abstract.add(name)
    cls.__abstractmethods__ = frozenset(abstract)
    cls._abc_impl = _abc_data((set(), set(), [(get_cache_token(), set())]))
    flags = cls.__dict__.get("__abc_tpflags__")
    if type(flags) is int:
        if flags & _COLLECTIONS == _COLLECTIONS:
            raise TypeError("__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING")
        match_as(cls, bool(flags & _SEQUENCE), bool(flags & _MAPPING), False)
        del cls.__abc_tpflags__


def _remember(known, subclass):
    known.add(ref(subclass, known.discard))


def _abc_register(cls, subclass):
    """Makes a class count as a subclass."""
    if not isinstance(subclass, type):
        raise TypeError("Can only register classes")
    if issubclass(subclass, cls):
        return subclass
    if issubclass(cls, subclass):
        raise RuntimeError("Refusing to create an inheritance cycle")
    _remember(cls._abc_impl[0], subclass)
    advance_abc_token()
    sequence, mapping = matched_as(cls)
    if sequence or mapping:
        match_as(subclass, sequence, mapping, True)
    return subclass


def _abc_subclasscheck(cls, subclass):
    """issubclass(subclass, cls)"""
    if not isinstance(subclass, type):
        raise TypeError("issubclass() arg 1 must be a class")
    data = cls._abc_impl
    token = get_cache_token()
    known = recall(data, subclass)
    if known is not None:
        return known
    time, negative = data[2][0]
    if time != token:
        negative = set()
        data[2][0] = token, negative
    if _answer(cls, data, subclass):
        _remember(data[1], subclass)
        return True
    _remember(negative, subclass)
    return False


def _answer(cls, data, subclass):
    ok = cls.__subclasshook__(subclass)
    if ok is not NotImplemented:
        if not isinstance(ok, bool):
            raise AssertionError("__subclasshook__ must return either False, True, or NotImplemented")
        return ok
    if cls in getattr(subclass, "__mro__", ()):
        return True
    for known in data[0].copy():
        registered = known()
        if registered is not None and issubclass(subclass, registered):
            return True
    for derived in type.__subclasses__(cls):
        if issubclass(subclass, derived):
            return True
    return False


def _get_dump(cls):
    registry, positive, [(time, negative)] = cls._abc_impl
    return set(registry), set(positive), set(negative), time


def _reset_registry(cls):
    cls._abc_impl[0].clear()


def _reset_caches(cls):
    cls._abc_impl[1].clear()
    cls._abc_impl[2][0] = get_cache_token(), set()


# `typing` asks who calls it, and lets pass what `abc` does.
__name__ = "abc"
