"""What `typing` takes from the runtime: type parameters, type aliases, `Generic`.

Objects of these classes are made by statements too (`def f[T]`, `type X = ...`), through the functions at the end. Whatever is computed
when somebody asks for it is kept then; threads that ask at the same time may each compute it.
"""

import sys
from _typing_support import seal as _seal

Union = type(int | str)


def _caller():
    """Name of the module that calls: frames of this one are not counted."""
    return sys._getframemodulename(0)


def _typing():
    import typing
    return typing


def _union(left, right):
    return Union[left, right]


def _checked(name, function):
    if not isinstance(name, str):
        raise TypeError(f"{function}() argument 'name' must be str, not {type(name).__name__ if name is not None else 'None'}")
    return name


def _bound(bound, several=False):
    # Several parameters are bounded by several types.
    if bound is None or several and isinstance(bound, (tuple, list)):
        return bound
    return _typing()._type_check(bound, "Bound must be a type.")


def _variance(covariant, contravariant, infer_variance):
    if covariant and contravariant:
        raise ValueError("Bivariant types are not supported.")
    if infer_variance and (covariant or contravariant):
        raise ValueError("Variance cannot be specified with infer_variance.")
    return bool(covariant), bool(contravariant), bool(infer_variance)


class _NoDefaultType:
    """The class of NoDefault, which says that a type parameter has no default."""

    __slots__ = ()

    def __new__(cls):
        return NoDefault

    def __repr__(self):
        return "typing.NoDefault"

    def __reduce__(self):
        return "NoDefault"


_NoDefaultType.__name__ = _NoDefaultType.__qualname__ = "NoDefaultType"
_seal(_NoDefaultType, "builtins")
NoDefault = object.__new__(_NoDefaultType)


class _ConstEvaluator:
    """The function that computes what was given as a value."""

    __slots__ = ("_value",)

    def __new__(cls):
        raise TypeError("cannot create '_typing._ConstEvaluator' instances")

    def __call__(self, format):
        if format != 4:
            return self._value
        value = self._value
        if isinstance(value, tuple):
            return "(" + ", ".join(map(_type_repr, value)) + ("," if len(value) == 1 else "") + ")"
        return _type_repr(value)

    def __repr__(self):
        return f"<constevaluator {self._value!r}>"


_seal(_ConstEvaluator, "_typing")


def _type_repr(value):
    if value is ...:
        return "..."
    if value is type(None):
        return "None"
    if isinstance(value, type):
        return value.__qualname__ if value.__module__ == "builtins" else f"{value.__module__}.{value.__qualname__}"
    return repr(value)


def _constant(value):
    evaluator = object.__new__(_ConstEvaluator)
    evaluator._value = value
    return evaluator


_UNSET = object()


class _Lazy:
    """A value, or the function that will give it."""

    __slots__ = ("value", "function")

    def __init__(self, value=_UNSET, function=None):
        self.value = value
        self.function = function

    def get(self, without=None):
        if self.value is _UNSET:
            if self.function is None:
                return without
            self.value = self.function(1)
        return self.value

    def evaluator(self):
        if self.function is not None:
            return self.function
        return None if self.value is _UNSET else _constant(self.value)


class _Param:
    """What the kinds of type parameters share."""

    __slots__ = ("_name", "_lazy_bound", "_lazy_default", "_variance", "__dict__", "__weakref__")

    __name__ = property(lambda self: self._name)
    __covariant__ = property(lambda self: self._variance[0])
    __contravariant__ = property(lambda self: self._variance[1])
    __infer_variance__ = property(lambda self: self._variance[2])
    __bound__ = property(lambda self: self._lazy_bound.get())
    __default__ = property(lambda self: self._lazy_default.get(NoDefault))
    evaluate_default = property(lambda self: self._lazy_default.evaluator())

    def has_default(self):
        return self._lazy_default.value is not _UNSET or self._lazy_default.function is not None

    def __repr__(self):
        covariant, contravariant, infer = self._variance
        return ("" if infer else "+" if covariant else "-" if contravariant else "~") + self._name

    def __reduce__(self):
        return self._name

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass an instance of {type(self).__name__}")

    def _fill(self, name, bound, default, variance):
        self._name = name
        self._lazy_bound = bound
        self._lazy_default = default
        self._variance = variance
        return self


def _given(default):
    return _Lazy() if default is NoDefault else _Lazy(default)


class TypeVar(_Param):
    """Type variable."""

    __slots__ = ("_lazy_constraints",)

    def __new__(cls, name, *constraints, bound=None, default=NoDefault, covariant=False, contravariant=False, infer_variance=False):
        _checked(name, "typevar")
        variance = _variance(covariant, contravariant, infer_variance)
        bound = _bound(bound)
        if len(constraints) == 1:
            raise TypeError("A single constraint is not allowed")
        if constraints and bound is not None:
            raise TypeError("Constraints cannot be combined with bound=...")
        self = object.__new__(cls)._fill(name, _Lazy() if bound is None else _Lazy(bound), _given(default), variance)
        self._lazy_constraints = _Lazy(constraints) if constraints else _Lazy()
        self.__module__ = _caller()
        return self

    __constraints__ = property(lambda self: self._lazy_constraints.get(()))
    evaluate_bound = property(lambda self: self._lazy_bound.evaluator())
    evaluate_constraints = property(lambda self: self._lazy_constraints.evaluator())

    def __or__(self, other):
        return _union(self, other)

    def __ror__(self, other):
        return _union(other, self)

    def __typing_subst__(self, arg):
        return _typing()._typevar_subst(self, arg)

    def __typing_prepare_subst__(self, alias, args):
        index = alias.__parameters__.index(self)
        if index != len(args):
            return args
        if not self.has_default():
            raise TypeError(f"Too few arguments for {alias}; actual {len(args)}, expected at least {index + 1}")
        return (*args, self.__default__)


def _named(cls, kind, name, bound, default, variance):
    """A parameter that stands for several types, made by its caller's caller."""
    _checked(name, kind)
    bound = _bound(bound, True)
    self = object.__new__(cls)._fill(name, _Lazy() if bound is None else _Lazy(bound), _given(default), variance)
    self.__module__ = _caller()
    return self


class ParamSpec(_Param):
    """Parameter specification variable."""

    __slots__ = ()

    def __new__(cls, name, *, bound=None, default=NoDefault, covariant=False, contravariant=False, infer_variance=False):
        return _named(cls, "paramspec", name, bound, default, _variance(covariant, contravariant, infer_variance))

    args = property(lambda self: ParamSpecArgs(self))
    kwargs = property(lambda self: ParamSpecKwargs(self))

    def __or__(self, other):
        return _union(self, other)

    def __ror__(self, other):
        return _union(other, self)

    def __typing_subst__(self, arg):
        return _typing()._paramspec_subst(self, arg)

    def __typing_prepare_subst__(self, alias, args):
        return _typing()._paramspec_prepare_subst(self, alias, args)


class TypeVarTuple(_Param):
    """Type variable tuple."""

    __slots__ = ()

    def __new__(cls, name, *, bound=None, default=NoDefault, covariant=False, contravariant=False, infer_variance=False):
        return _named(cls, "typevartuple", name, bound, default, _variance(covariant, contravariant, infer_variance))

    def __iter__(self):
        yield _typing().Unpack[self]

    def __typing_subst__(self, arg):
        raise TypeError("Substitution of bare TypeVarTuple is not supported")

    def __typing_prepare_subst__(self, alias, args):
        return _typing()._typevartuple_prepare_subst(self, alias, args)


class _ParamSpecPart:
    __slots__ = ("_origin", "__weakref__")

    def __init__(self, origin):
        self._origin = origin

    __origin__ = property(lambda self: self._origin)

    def __eq__(self, other):
        return self._origin == other._origin if type(other) is type(self) else NotImplemented

    def __repr__(self):
        return f"{getattr(self._origin, '__name__', self._origin)}.{self._part}"

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass an instance of {type(self).__name__}")


class ParamSpecArgs(_ParamSpecPart):
    """The args for a ParamSpec object."""

    __slots__ = ()
    _part = "args"


class ParamSpecKwargs(_ParamSpecPart):
    """The kwargs for a ParamSpec object."""

    __slots__ = ()
    _part = "kwargs"


def _check_type_params(params):
    if not isinstance(params, tuple):
        raise TypeError("type_params must be a tuple")
    defaults = False
    for param in params:
        if not isinstance(param, _Param):
            raise TypeError(f"Expected a type param, got {param!r}")
        if param.has_default():
            defaults = True
        elif defaults:
            raise TypeError(f"non-default type parameter '{param!r}' follows default type parameter")
    return params


def _unpack_params(params):
    return tuple(_typing().Unpack[p] if isinstance(p, TypeVarTuple) else p for p in params)


class TypeAliasType:
    """Type alias."""

    # `__module__` and `__qualname__` of an alias lie in its dict, since those of the class are its own.
    __slots__ = ("_name", "_params", "_lazy", "__dict__", "__weakref__")

    def __new__(cls, /, name, value, *, type_params=(), qualname=None):
        _checked(name, "typealias")
        if qualname is not None and not isinstance(qualname, str):
            raise TypeError(f"typealias() argument 'qualname' must be str, not {type(qualname).__name__}")
        return object.__new__(cls)._fill(name, qualname or name, _check_type_params(type_params), _Lazy(value), _caller())

    def _fill(self, name, qualname, params, lazy, module):
        put = object.__setattr__
        put(self, "_name", name)
        put(self, "_params", params)
        put(self, "_lazy", lazy)
        self.__dict__.update(__module__=module, __qualname__=qualname)
        return self

    def __setattr__(self, name, value):
        if name == "__module__":
            self.__dict__[name] = value
            return
        if isinstance(getattr(TypeAliasType, name, None), property):
            raise AttributeError(f"attribute '{name}' of 'typing.TypeAliasType' objects is not writable")
        raise AttributeError(f"'typing.TypeAliasType' object has no attribute '{name}' and no __dict__ for setting new attributes")

    __name__ = property(lambda self: self._name)
    __value__ = property(lambda self: self._lazy.get())
    __type_params__ = property(lambda self: self._params)
    __parameters__ = property(lambda self: _unpack_params(self._params))
    evaluate_value = property(lambda self: self._lazy.evaluator())

    def __repr__(self):
        return self.__qualname__

    def __getitem__(self, args):
        if not self._params:
            raise TypeError("Only generic type aliases are subscriptable")
        return _GenericAlias(self, args)

    def __iter__(self):
        yield _typing().Unpack[self]

    def __or__(self, other):
        return _union(self, other) if _is_member(other) else NotImplemented

    def __ror__(self, other):
        return _union(other, self) if _is_member(other) else NotImplemented

    def __reduce__(self):
        return self._name


_GenericAlias = type(list[int])


def _is_member(x):
    return x is None or isinstance(x, (type, _GenericAlias, Union, TypeAliasType))


class Generic:
    """Abstract base class for generic types.

    On Python 3.12 and newer, generic classes implicitly inherit from
    Generic when they declare a parameter list after the class's name.
    """

    __slots__ = ()

    @classmethod
    def __class_getitem__(cls, *args, **kwargs):
        return _typing()._generic_class_getitem(cls, *args, **kwargs)

    @classmethod
    def __init_subclass__(cls, *args, **kwargs):
        return _typing()._generic_init_subclass(cls, *args, **kwargs)


for _cls in (TypeVar, ParamSpec, TypeVarTuple, ParamSpecArgs, ParamSpecKwargs, TypeAliasType):
    _seal(_cls, "typing")
del _cls
Generic.__module__ = "typing"

_idfunc = staticmethod(lambda x, /: x)


# What code calls that statements compile to.

_INFERRED = False, False, True


def _make_typevar(name, default, bound, constraints):
    self = object.__new__(TypeVar)._fill(name, _Lazy(function=bound), _Lazy(function=default), _INFERRED)
    self._lazy_constraints = _Lazy(function=constraints)
    return self


def _make_paramspec(name, default):
    return object.__new__(ParamSpec)._fill(name, _Lazy(), _Lazy(function=default), _INFERRED)


def _make_typevartuple(name, default):
    return object.__new__(TypeVarTuple)._fill(name, _Lazy(), _Lazy(function=default), _INFERRED)


def _make_alias(name, params, function):
    return object.__new__(TypeAliasType)._fill(name, function.__qualname__, params or (), _Lazy(function=function), function.__module__)


def _subscript_generic(params):
    return _typing()._GenericAlias(Generic, _unpack_params(params))
