"""Functions on functions."""

from _functools import Placeholder, _lru_cache_wrapper, _PlaceholderType, cmp_to_key, partial, reduce
from collections import namedtuple

__all__ = ["update_wrapper", "wraps", "WRAPPER_ASSIGNMENTS", "WRAPPER_UPDATES", "total_ordering", "cache", "cmp_to_key", "lru_cache",
           "reduce", "partial", "partialmethod", "singledispatch", "singledispatchmethod", "cached_property", "Placeholder"]

WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__", "__annotate__", "__type_params__")
WRAPPER_UPDATES = ("__dict__",)


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    for name in assigned:
        try:
            value = getattr(wrapped, name)
        except AttributeError:
            continue
        try:
            setattr(wrapper, name, value)
        except (AttributeError, TypeError):
            pass
    for name in updated:
        getattr(wrapper, name).update(getattr(wrapped, name, {}))
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    return partial(update_wrapper, wrapped=wrapped, assigned=assigned, updated=updated)


def _make_ordering(root):
    def negated(op):
        def method(self, other):
            r = getattr(type(self), op)(self, other)
            return r if r is NotImplemented else not r
        return method

    def or_equal(op):
        def method(self, other):
            r = getattr(type(self), op)(self, other)
            if r is NotImplemented:
                return r
            return r or self == other
        return method

    def and_unequal(op):
        def method(self, other):
            r = getattr(type(self), op)(self, other)
            if r is NotImplemented:
                return r
            return r and self != other
        return method

    def not_and_unequal(op):
        def method(self, other):
            r = getattr(type(self), op)(self, other)
            if r is NotImplemented:
                return r
            return not r and self != other
        return method

    def not_or_equal(op):
        def method(self, other):
            r = getattr(type(self), op)(self, other)
            if r is NotImplemented:
                return r
            return not r or self == other
        return method

    return {
        "__lt__": {"__gt__": not_and_unequal("__lt__"), "__le__": or_equal("__lt__"), "__ge__": negated("__lt__")},
        "__le__": {"__ge__": not_or_equal("__le__"), "__lt__": and_unequal("__le__"), "__gt__": negated("__le__")},
        "__gt__": {"__lt__": not_and_unequal("__gt__"), "__ge__": or_equal("__gt__"), "__le__": negated("__gt__")},
        "__ge__": {"__le__": not_or_equal("__ge__"), "__gt__": and_unequal("__ge__"), "__lt__": negated("__ge__")},
    }[root]


def total_ordering(cls):
    """Adds the comparisons that a class lacks."""
    roots = [op for op in ("__lt__", "__le__", "__gt__", "__ge__") if getattr(cls, op, None) is not getattr(object, op, None)]
    if not roots:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    root = max(roots)
    for preferred in ("__lt__", "__le__", "__gt__", "__ge__"):
        if preferred in roots:
            root = preferred
            break
    for name, method in _make_ordering(root).items():
        if name not in roots:
            method.__name__ = name
            method.__qualname__ = f"{cls.__qualname__}.{name}"
            setattr(cls, name, method)
    return cls


_missing = object()


class partialmethod:
    """A method with some arguments given already."""

    def __init__(self, func, /, *args, **keywords):
        if not callable(func) and getattr(func, "__get__", None) is None:
            raise TypeError(f"the first argument {func!r} must be a callable or a descriptor")
        if args and args[-1] is Placeholder:
            raise TypeError("trailing Placeholders are not allowed")
        if isinstance(func, partialmethod):
            args = _filled(func.args, args)
            keywords = {**func.keywords, **keywords}
            func = func.func
        self.func = func
        self.args = args
        self.keywords = keywords

    def __repr__(self):
        cls = type(self)
        parts = [repr(self.func)]
        parts.extend(map(repr, self.args))
        parts.extend(f"{k}={v!r}" for k, v in self.keywords.items())
        return f"{cls.__module__}.{cls.__qualname__}({', '.join(parts)})"

    def _unbound(self):
        def _method(cls_or_self, /, *args, **keywords):
            return self.func(cls_or_self, *_filled(self.args, args), **{**self.keywords, **keywords})
        _method.__isabstractmethod__ = self.__isabstractmethod__
        _method.__partialmethod__ = self
        return _method

    def __get__(self, obj, cls=None):
        get = getattr(self.func, "__get__", None)
        if get is not None and not isinstance(self.func, partial):
            bound = get(obj, cls)
            if bound is not self.func:
                result = partial(bound, *self.args, **self.keywords)
                try:
                    result.__self__ = bound.__self__
                except AttributeError:
                    pass
                return result
        return self._unbound().__get__(obj, cls)

    @property
    def __isabstractmethod__(self):
        return getattr(self.func, "__isabstractmethod__", False)


def _filled(given, more):
    """The arguments given first, their placeholders filled from more, and what is left of more."""
    more = list(more)
    first = []
    for value in given:
        if value is Placeholder:
            if not more:
                raise TypeError("missing positional arguments in 'partialmethod' call; expected at least "
                                f"{given.count(Placeholder)}, got {sum(v is not Placeholder for v in first)}")
            value = more.pop(0)
        first.append(value)
    return (*first, *more)


_CacheInfo = namedtuple("CacheInfo", ["hits", "misses", "maxsize", "currsize"])


def lru_cache(maxsize=128, typed=False):
    """Keeps the results of the latest calls."""
    if isinstance(maxsize, int):
        if maxsize < 0:
            maxsize = 0
    elif callable(maxsize) and isinstance(typed, bool):
        function, maxsize = maxsize, 128
        wrapper = _lru_cache_wrapper(function, maxsize, typed, _CacheInfo)
        wrapper.cache_parameters = lambda: {"maxsize": maxsize, "typed": typed}
        return update_wrapper(wrapper, function)
    elif maxsize is not None:
        raise TypeError("Expected first argument to be an integer, a callable, or None")

    def decorating_function(function):
        wrapper = _lru_cache_wrapper(function, maxsize, typed, _CacheInfo)
        wrapper.cache_parameters = lambda: {"maxsize": maxsize, "typed": typed}
        return update_wrapper(wrapper, function)
    return decorating_function


def cache(user_function, /):
    return lru_cache(maxsize=None)(user_function)


def _order(cls, registered):
    """The classes whose implementations serve cls, nearest first; virtual base classes come after what they are registered for."""
    mro = list(cls.__mro__)
    virtual = [c for c in registered if c not in mro and isinstance(c, type) and issubclass(cls, c)]
    for c in virtual:
        # Behind the last class that is one itself, ahead of what it derives from.
        place = max((i for i, base in enumerate(mro) if base is not object and issubclass(base, c)), default=len(mro) - 2)
        mro.insert(place + 1, c)
    return mro, virtual


def _find(cls, registry):
    order, virtual = _order(cls, registry)
    match = None
    for c in order:
        if match is not None:
            if c in registry and c in virtual and match in virtual and not issubclass(match, c) and not issubclass(c, match):
                raise RuntimeError(f"Ambiguous dispatch: {match} or {c}")
            break
        if c in registry:
            match = c
    return registry.get(match)


def singledispatch(func):
    """A function with one implementation per type of its first argument."""
    registry = {}
    found = {}
    name = getattr(func, "__name__", "singledispatch function")

    def dispatch(cls):
        try:
            return found[cls]
        except KeyError:
            pass
        try:
            implementation = registry[cls]
        except KeyError:
            implementation = _find(cls, registry)
        found[cls] = implementation
        return implementation

    def register(cls, func=None):
        if isinstance(cls, type):
            if func is None:
                return lambda f: register(cls, f)
        else:
            if func is not None:
                raise TypeError(f"Invalid first argument to `register()`. {cls!r} is not a class or union type.")
            hints = getattr(cls, "__annotations__", {})
            if not hints:
                raise TypeError(f"Invalid first argument to `register()`: {cls!r}. Use either `@register(some_class)` or plain `@register` "
                                "on an annotated function.")
            func = cls
            argument, cls = next(iter(hints.items()))
            if not isinstance(cls, type):
                raise TypeError(f"Invalid annotation for {argument!r}. {cls!r} is not a class.")
        registry[cls] = func
        found.clear()
        return func

    def wrapper(*args, **kw):
        if not args:
            raise TypeError(f"{name} requires at least 1 positional argument")
        return dispatch(args[0].__class__)(*args, **kw)

    registry[object] = func
    wrapper.register = register
    wrapper.dispatch = dispatch
    wrapper.registry = _view(registry)
    wrapper._clear_cache = found.clear
    update_wrapper(wrapper, func)
    return wrapper


def _view(mapping):
    from types import MappingProxyType
    return MappingProxyType(mapping)


class singledispatchmethod:
    """A method with one implementation per type of its first argument."""

    def __init__(self, func):
        if not callable(func) and not hasattr(func, "__get__"):
            raise TypeError(f"{func!r} is not callable or a descriptor")
        self.dispatcher = singledispatch(func)
        self.func = func

    def register(self, cls, method=None):
        return self.dispatcher.register(cls, func=method)

    def __get__(self, obj, cls=None):
        name = getattr(self.func, "__name__", "singledispatchmethod method")
        dispatch = self.dispatcher.dispatch

        def _method(*args, **kwargs):
            if not args:
                raise TypeError(f"{name} requires at least 1 positional argument")
            method = dispatch(args[0].__class__)
            if hasattr(method, "__get__"):
                method = method.__get__(obj, cls)
            return method(*args, **kwargs)
        _method.register = self.register
        return update_wrapper(_method, self.func)


class cached_property:
    """A property computed once for each instance."""

    def __init__(self, func):
        self.func = func
        self.attrname = None
        self.__doc__ = func.__doc__
        self.__module__ = func.__module__

    def __set_name__(self, owner, name):
        if self.attrname is None:
            self.attrname = name
        elif name != self.attrname:
            raise TypeError(f"Cannot assign the same cached_property to two different names ({self.attrname!r} and {name!r}).")

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if self.attrname is None:
            raise TypeError("Cannot use cached_property instance without calling __set_name__ on it.")
        try:
            store = instance.__dict__
        except AttributeError:
            raise TypeError(f"No '__dict__' attribute on {type(instance).__name__!r} instance to cache {self.attrname!r} property.") from None
        value = store.get(self.attrname, _missing)
        if value is _missing:
            value = self.func(instance)
            try:
                store[self.attrname] = value
            except TypeError:
                raise TypeError(f"The '__dict__' attribute on {type(instance).__name__!r} instance does not support item assignment "
                                f"for caching {self.attrname!r} property.") from None
        return value
