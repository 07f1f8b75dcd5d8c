"""What CPython's `importlib` asks of the interpreter."""

import sys

import _imports
from _imports import source_hash
from _thread import RLock

check_hash_based_pycs = "default"
pyc_magic_number_token = 0


# For programs that take it; the interpreter's own imports have a lock for each module.
_lock = RLock()
_held = 0


def acquire_lock():
    global _held
    _lock.acquire()
    _held += 1


def release_lock():
    global _held
    if not _lock._is_owned():
        raise RuntimeError("not holding the import lock")
    _held -= 1
    _lock.release()


def lock_held():
    return _held > 0


def extension_suffixes():
    return []


def is_builtin(name):
    return 1 if name in sys.builtin_module_names else 0


def create_builtin(spec):
    loaded = sys.modules.get(spec.name)
    return _imports.native_module(spec.name) if loaded is None else loaded


def exec_builtin(module):
    return 0


def is_frozen(name):
    return False


def is_frozen_package(name):
    raise ImportError(f"No such frozen object named {name}", name=name)


def find_frozen(name, /, *, withdata=False):
    return None


def get_frozen_object(name, data=None, /):
    raise ImportError(f"No such frozen object named {name}", name=name)


def init_frozen(name):
    return None


def create_dynamic(spec, file=None):
    raise ImportError("extension modules of CPython cannot be loaded", name=spec.name, path=spec.origin)


def exec_dynamic(module):
    return 0


def _fix_co_filename(code, path):
    pass


def _override_frozen_modules_for_tests(override):
    pass


def _override_multi_interp_extensions_check(override):
    return 0


def _frozen_module_names():
    return []
