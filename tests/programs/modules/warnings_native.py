"""What is warned of, where it belongs, and how it is shown without the library."""

import _warnings
import sys


class Own(UserWarning):
    pass


def here(level, *a):
    _warnings.warn("at level %d" % level, Own, level)


def there(level):
    here(level)


here(1)
here(2)
there(3)
there(99)
for i in range(3):
    _warnings.warn("once in a place")
_warnings.warn(Own("an object"))
_warnings.warn("gone", DeprecationWarning)
_warnings.warn("not shown", ResourceWarning)
_warnings.warn_explicit("explicit", Own, "file.py", 7)
registry = {}
for i in range(2):
    _warnings.warn_explicit("registered", Own, "file.py", 8, registry=registry)
print(len(registry), ("registered", Own, 8) in registry, registry["version"] >= 0)
print("__warningregistry__" in globals(), ("once in a place", UserWarning, 25) in __warningregistry__)

filters = _warnings.filters
filters.insert(0, ("error", None, Own, None, 0))


def changed():
    _warnings._acquire_lock()
    _warnings._filters_mutated_lock_held()
    _warnings._release_lock()


changed()
try:
    _warnings._filters_mutated_lock_held()
except RuntimeError as e:
    print(e)
try:
    here(1)
except Own as e:
    print("raised", repr(e))
filters[0] = ("ignore", None, Own, None, 0)
here(1)


class Begins:
    def __init__(self, text):
        self.text = text

    def match(self, other):
        return other.startswith(self.text)


filters[0] = ("error", Begins("spam"), UserWarning, None, 0)
try:
    _warnings.warn("spam and eggs")
except UserWarning as e:
    print("raised", e)
_warnings.warn("eggs and spam")
for action in ("always", "module", "once"):
    filters[0] = (action, None, Own, None, 0)
    changed()
    for i in range(2):
        _warnings.warn_explicit("by " + action, Own, "other.py", i, registry=registry)
filters[0] = ("dance", None, Own, None, 0)
try:
    _warnings.warn("x", Own)
except RuntimeError as e:
    print(e)
del filters[0]
for f, a in ((_warnings.warn, ("x", int)), (_warnings.warn, ("x", 5)), (_warnings.warn, ()), (_warnings.warn_explicit, ("x", Own, 5, 1))):
    try:
        f(*a)
    except TypeError as e:
        print(e)
print(_warnings._defaultaction, type(_warnings._onceregistry), type(_warnings._warnings_context).__name__)
sys.stderr.flush()
