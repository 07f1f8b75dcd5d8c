"""What abstract base classes remember, and the checks on them: the part of `abc` that CPython has in C.

Answers are kept in sets of weak references, whose single operations are atomic. A negative answer holds until any class is registered anywhere:
the set of them lies with the token of its time in one tuple, so that no thread adds to a set of another time.
"""

from _thread import allocate_lock
from _typing_support import match_as, matched_as, recall
from _weakref import ref

# CPython's flags of a class that `match` takes for a sequence or a mapping.
_SEQUENCE = 1 << 5
_MAPPING = 1 << 6
_COLLECTIONS = _SEQUENCE | _MAPPING

_lock = allocate_lock()
_token = 0


class _Data:
    __slots__ = ("registry", "positive", "negative")

    def __init__(self):
        self.registry = set()
        self.positive = set()
        self.negative = (_token, set())


def _is_abstract(value):
    if getattr(value, "__isabstractmethod__", False):
        return True
    if isinstance(value, property):
        return any(getattr(f, "__isabstractmethod__", False) for f in (value.fget, value.fset, value.fdel) if f is not None)
    func = getattr(value, "__func__", None)
    return func is not None and getattr(func, "__isabstractmethod__", False)


def get_cache_token():
    """Returns the current ABC cache token: it differs after every call of `register()` on any class."""
    return _token


def _abc_init(cls):
    """Finds out which methods are abstract, and begins to remember."""
    abstract = {name for name, value in cls.__dict__.items() if _is_abstract(value)}
    for base in cls.__bases__:
        for name in getattr(base, "__abstractmethods__", ()):
            if _is_abstract(getattr(cls, name, None)):
                abstract.add(name)
    cls.__abstractmethods__ = frozenset(abstract)
    cls._abc_impl = _Data()
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
    global _token
    if not isinstance(subclass, type):
        raise TypeError("Can only register classes")
    if issubclass(subclass, cls):
        return subclass
    if issubclass(cls, subclass):
        raise RuntimeError("Refusing to create an inheritance cycle")
    _remember(cls._abc_impl.registry, subclass)
    with _lock:
        _token += 1
    sequence, mapping = matched_as(cls)
    if sequence or mapping:
        match_as(subclass, sequence, mapping, True)
    return subclass


def _abc_instancecheck(cls, instance):
    """isinstance(instance, cls)"""
    subclass = instance.__class__
    data = cls._abc_impl
    known = recall(data.positive, data.negative, _token, subclass)
    if known:
        return True
    kind = type(instance)
    if kind is subclass:
        return known is None and cls.__subclasscheck__(subclass)
    return cls.__subclasscheck__(subclass) or cls.__subclasscheck__(kind)


def _abc_subclasscheck(cls, subclass):
    """issubclass(subclass, cls)"""
    if not isinstance(subclass, type):
        raise TypeError("issubclass() arg 1 must be a class")
    data = cls._abc_impl
    token = _token
    known = recall(data.positive, data.negative, token, subclass)
    if known is not None:
        return known
    time, negative = data.negative
    if time != token:
        negative = set()
        data.negative = (token, negative)
    if _answer(cls, data, subclass):
        _remember(data.positive, subclass)
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
    for known in data.registry.copy():
        registered = known()
        if registered is not None and issubclass(subclass, registered):
            return True
    for derived in type.__subclasses__(cls):
        if issubclass(subclass, derived):
            return True
    return False


def _get_dump(cls):
    data = cls._abc_impl
    time, negative = data.negative
    return set(data.registry), set(data.positive), set(negative), time


def _reset_registry(cls):
    cls._abc_impl.registry.clear()


def _reset_caches(cls):
    cls._abc_impl.positive.clear()
    cls._abc_impl.negative = (_token, set())


# `typing` asks who calls it, and lets pass what `abc` does.
__name__ = "abc"
