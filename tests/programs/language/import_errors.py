# What goes wrong with imports, and what is left behind.
import sys


def attempt(action):
    try:
        print("fine", action())
    except (ImportError, AttributeError, ZeroDivisionError, SyntaxError) as error:
        print(type(error).__name__, "|", str(error).replace(__file__.rsplit("/", 1)[0], "HERE"))


def missing():
    import no_such_module


def missing_sub():
    import importing.no_such_part


def not_package():
    import importing.only_once.deeper


def missing_name():
    from importing.only_once import no_such_name


def missing_from_builtin():
    from math import no_such_function


def raising():
    import importing.raises


def relative():
    from . import something


def partial():
    import importing.partial


def circular():
    import importing.circular_a

    return importing.circular_a.value


def syntax():
    import importing.broken_syntax


def typo():
    import math

    return math.sqr(2)


for action in (missing, missing_sub, not_package, missing_name, missing_from_builtin, raising, raising, relative, circular, partial, typo):
    attempt(action)
print("importing.raises" in sys.modules, "importing.partial" in sys.modules, "importing.circular_a" in sys.modules)
try:
    import importing.broken_syntax
except SyntaxError as error:
    print(error.msg, error.lineno, error.filename.rsplit("/", 1)[-1], error.text)
from importing import dynamic

print(dynamic.made_up, dir(dynamic))
from importing.dynamic import made_by_from

print(made_by_from)
attempt(lambda: dynamic.other)
try:
    from importing.dynamic import other
except ImportError as error:
    print(str(error).split("(")[0], error.name, error.name_from)
import importing.inner

print(importing.inner.public, hasattr(importing.inner, "_private"), importing.inner.counter)
try:
    import nothing_here
except ModuleNotFoundError as error:
    print(error.name, error.path)
sys.modules["blocked"] = None
try:
    import blocked
except ImportError as error:
    print(type(error).__name__, error)
sys.modules["fake"] = dynamic
import fake

print(fake is dynamic, __import__("math").pi > 3, __import__("importing.inner").__name__)
