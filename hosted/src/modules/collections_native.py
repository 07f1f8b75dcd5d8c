"""The part of `collections` that CPython has in C.

Both classes are dicts, whose operations are atomic: an order kept in a second structure, as in a linked list of keys, would have to be kept in step
with the first under a lock.
"""

from _containers import _count_elements, _deque_iterator, _deque_reverse_iterator, _tuplegetter, deque
from reprlib import recursive_repr as _recursive_repr

_GenericAlias = type(list[int])
_missing = object()


class defaultdict(dict):
    """A dict that makes missing values."""

    __module__ = "collections"
    __class_getitem__ = classmethod(_GenericAlias)
    default_factory = None

    def __init__(self, default_factory=None, /, *args, **kwargs):
        if default_factory is not None and not callable(default_factory):
            raise TypeError("first argument must be callable or None")
        self.default_factory = default_factory
        super().__init__(*args, **kwargs)

    def __missing__(self, key):
        factory = self.default_factory
        if factory is None:
            raise KeyError(key)
        return self.setdefault(key, factory())

    def __repr__(self):
        return f"{type(self).__name__}({_factory_repr(self)}, {dict.__repr__(self)})"

    def copy(self):
        return type(self)(self.default_factory, self)

    __copy__ = copy

    def __reduce__(self):
        args = () if self.default_factory is None else (self.default_factory,)
        return self.__class__, args, None, None, iter(self.items())

    def __or__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        new = self.copy()
        new.update(other)
        return new

    def __ror__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        new = type(self)(self.default_factory, other)
        new.update(self)
        return new


@_recursive_repr()
def _factory_repr(d):
    return repr(d.default_factory)


class OrderedDict(dict):
    """A dict that minds its order."""

    __module__ = "collections"
    __init__ = dict._ordered_init
    update = dict._ordered_update

    def __ior__(self, other):
        OrderedDict.update(self, other)
        return self

    def pop(self, key, default=_missing):
        return dict.pop(self, key) if default is _missing else dict.pop(self, key, default)

    def popitem(self, last=True):
        if not self:
            raise KeyError("dictionary is empty")
        return dict.popitem(self) if last else dict._pop_first(self)

    def setdefault(self, key, default=None):
        if type(self) is OrderedDict:
            return dict.setdefault(self, key, default)
        if key not in self:
            self[key] = default
            return default
        return self[key]

    def move_to_end(self, key, last=True):
        dict._move_to_end(self, key, last)

    @classmethod
    def fromkeys(cls, iterable, value=None):
        self = cls()
        for key in iterable:
            self[key] = value
        return self

    def __eq__(self, other):
        same = dict.__eq__(self, other)
        if same is not True or not isinstance(other, OrderedDict):
            return same
        # The items are equal; now the order.
        ours, theirs = iter(self), iter(other)
        while True:
            try:
                a, b = next(ours, _missing), next(theirs, _missing)
            except RuntimeError:
                raise RuntimeError("OrderedDict mutated during iteration") from None
            if a is not b and not a == b:
                return False
            if a is _missing:
                return True

    def __ne__(self, other):
        r = self.__eq__(other)
        return r if r is NotImplemented else not r

    __hash__ = None

    @_recursive_repr()
    def __repr__(self):
        if not self:
            return "%s()" % (self.__class__.__name__,)
        return "%s(%s)" % (self.__class__.__name__, dict.__repr__(self))

    def __reduce__(self):
        return self.__class__, (), self.__getstate__(), None, iter(self.items())

    def copy(self):
        if type(self) is OrderedDict:
            return OrderedDict(self)
        new = self.__class__()
        for name, value in self.__dict__.items():
            new.__dict__[name] = value
        for key in self:
            new[key] = self[key]
        return new

    def __or__(self, other):
        if not isinstance(other, (dict, frozendict)):
            return NotImplemented
        new = self.__class__(self)
        OrderedDict.update(new, other)
        return new

    def __ror__(self, other):
        if not isinstance(other, (dict, frozendict)):
            return NotImplemented
        new = self.__class__(other)
        OrderedDict.update(new, self)
        return new
