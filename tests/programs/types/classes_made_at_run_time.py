"""Which types `__flags__` calls classes made at run time: those of modules, but for the modules that are part of the core."""
import _asyncio
import _contextvars
import _io
import _pickle
import array
import collections
import decimal
import functools
import itertools
import operator
import re
import types
import typing
import weakref

for t in (int, dict, type, object, ValueError, types.SimpleNamespace, types.GenericAlias, _contextvars.Context, weakref.ref, typing.Union, _io.BytesIO, _io._IOBase,
          _pickle.Pickler, _asyncio.Task, collections.deque, array.array, decimal.Decimal, functools.partial, itertools.chain,
          operator.itemgetter, re.Pattern, typing.TypeVar, type("C", (), {})):
    print(t.__module__, t.__name__, t.__flags__ >> 8 & 3)
