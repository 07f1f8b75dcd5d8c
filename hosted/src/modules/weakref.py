"""References that do not keep their objects alive."""

import itertools as _itertools
from _weakref import ReferenceType, getweakrefcount, getweakrefs, ref

__all__ = ["ref", "proxy", "getweakrefcount", "getweakrefs", "WeakKeyDictionary", "ReferenceType", "ProxyType", "CallableProxyType",
           "WeakValueDictionary", "WeakSet", "WeakMethod", "finalize"]


class ProxyType:
    """An object seen through a weak reference."""

    __slots__ = ("_ref",)

    def __init__(self, obj, callback=None):
        object.__setattr__(self, "_ref", ref(obj, callback))

    def __getattribute__(self, name):
        return getattr(_target(self), name)

    def __setattr__(self, name, value):
        setattr(_target(self), name, value)

    def __delattr__(self, name):
        delattr(_target(self), name)

    def __call__(self, *args, **kwargs):
        return _target(self)(*args, **kwargs)

    def __repr__(self):
        return repr(_target(self))

    def __str__(self):
        return str(_target(self))

    def __len__(self):
        return len(_target(self))

    def __bool__(self):
        return bool(_target(self))

    def __iter__(self):
        return iter(_target(self))

    def __getitem__(self, k):
        return _target(self)[k]

    def __setitem__(self, k, v):
        _target(self)[k] = v

    def __contains__(self, k):
        return k in _target(self)

    def __eq__(self, other):
        return _target(self) == other

    __hash__ = None

    def __add__(self, other):
        return _target(self) + other

    def __lt__(self, other):
        return _target(self) < other


CallableProxyType = ProxyType


def _target(p):
    o = object.__getattribute__(p, "_ref")()
    if o is None:
        raise ReferenceError("weakly-referenced object no longer exists")
    return o


def proxy(obj, callback=None):
    return ProxyType(obj, callback)


class WeakMethod(ref):
    """A weak reference to a bound method."""

    def __new__(cls, meth, callback=None):
        try:
            obj = meth.__self__
            func = meth.__func__
        except AttributeError:
            raise TypeError("argument should be a bound method, not {}".format(type(meth))) from None
        self = ref.__new__(cls, obj)
        self._func = ref(func)
        self._type = type(meth)
        return self

    def __call__(self):
        obj = super().__call__()
        func = self._func()
        if obj is None or func is None:
            return None
        return self._type(func, obj)


class KeyedRef(ref):
    def __new__(cls, ob, callback, key):
        self = ref.__new__(cls, ob, callback)
        self.key = key
        return self


class WeakValueDictionary:
    """A mapping whose entries go when their values do."""

    def __init__(self, other=(), /, **kw):
        self.data = data = {}

        def remove(wr):
            if data.get(wr.key) is wr:
                data.pop(wr.key, None)
        self._remove = remove
        self.update(other, **kw)

    def __getitem__(self, key):
        o = self.data[key]()
        if o is None:
            raise KeyError(key)
        return o

    def __setitem__(self, key, value):
        self.data[key] = KeyedRef(value, self._remove, key)

    def __delitem__(self, key):
        del self.data[key]

    def __len__(self):
        return sum(1 for r in list(self.data.values()) if r() is not None)

    def __contains__(self, key):
        r = self.data.get(key)
        return r is not None and r() is not None

    def __repr__(self):
        return "<%s at %#x>" % (self.__class__.__name__, id(self))

    def __iter__(self):
        for k, r in list(self.data.items()):
            if r() is not None:
                yield k

    keys = __iter__

    def values(self):
        for r in list(self.data.values()):
            o = r()
            if o is not None:
                yield o

    def items(self):
        for k, r in list(self.data.items()):
            o = r()
            if o is not None:
                yield k, o

    def get(self, key, default=None):
        r = self.data.get(key)
        o = r() if r is not None else None
        return default if o is None else o

    def pop(self, key, *args):
        r = self.data.pop(key, None)
        o = r() if r is not None else None
        if o is None:
            if args:
                return args[0]
            raise KeyError(key)
        return o

    def setdefault(self, key, default=None):
        o = self.get(key)
        if o is None:
            self[key] = default
            return default
        return o

    def update(self, other=(), /, **kw):
        for k, v in (other.items() if hasattr(other, "items") else other):
            self[k] = v
        for k, v in kw.items():
            self[k] = v


class WeakKeyDictionary:
    """A mapping whose entries go when their keys do."""

    def __init__(self, dict=None):
        self.data = data = {}

        def remove(wr):
            data.pop(wr, None)
        self._remove = remove
        if dict is not None:
            self.update(dict)

    def __getitem__(self, key):
        return self.data[ref(key)]

    def __setitem__(self, key, value):
        self.data[ref(key, self._remove)] = value

    def __delitem__(self, key):
        del self.data[ref(key)]

    def __len__(self):
        return sum(1 for r in list(self.data) if r() is not None)

    def __contains__(self, key):
        try:
            return ref(key) in self.data
        except TypeError:
            return False

    def __iter__(self):
        for r in list(self.data):
            o = r()
            if o is not None:
                yield o

    keys = __iter__

    def values(self):
        for r, v in list(self.data.items()):
            if r() is not None:
                yield v

    def items(self):
        for r, v in list(self.data.items()):
            o = r()
            if o is not None:
                yield o, v

    def get(self, key, default=None):
        return self.data.get(ref(key), default)

    def pop(self, key, *args):
        return self.data.pop(ref(key), *args)

    def setdefault(self, key, default=None):
        return self.data.setdefault(ref(key, self._remove), default)

    def update(self, other=(), /):
        for k, v in (other.items() if hasattr(other, "items") else other):
            self[k] = v


class WeakSet:
    """A set whose members may go."""

    def __init__(self, data=None):
        self.data = items = set()

        def remove(wr):
            items.discard(wr)
        self._remove = remove
        for x in data or ():
            self.add(x)

    def add(self, item):
        self.data.add(ref(item, self._remove))

    def discard(self, item):
        self.data.discard(ref(item))

    def remove(self, item):
        self.data.remove(ref(item))

    def clear(self):
        self.data.clear()

    def __iter__(self):
        for r in list(self.data):
            o = r()
            if o is not None:
                yield o

    def __len__(self):
        return sum(1 for r in list(self.data) if r() is not None)

    def __contains__(self, item):
        try:
            return ref(item) in self.data
        except TypeError:
            return False


class finalize:
    """Calls a function when an object ends, or at exit."""

    _registry = {}
    _numbers = _itertools.count()

    def __init__(self, obj, func, /, *args, **kwargs):
        self._number = next(finalize._numbers)
        self.atexit = True
        finalize._registry[self._number] = (ref(obj, self), func, args, kwargs)

    def __call__(self, _=None):
        info = finalize._registry.pop(self._number, None)
        if info is not None:
            return info[1](*info[2], **info[3])

    def detach(self):
        info = finalize._registry.get(self._number)
        obj = info and info[0]()
        if obj is not None and finalize._registry.pop(self._number, None):
            return (obj, info[1], info[2], info[3])

    def peek(self):
        info = finalize._registry.get(self._number)
        obj = info and info[0]()
        if obj is not None:
            return (obj, info[1], info[2], info[3])

    @property
    def alive(self):
        return self._number in finalize._registry
