"""Imports as objects.

`import` itself is the interpreter's. What is here gives programs its parts as CPython has them: finders and loaders, specifications of modules, and
places for finders of their own, in `sys.meta_path` and `sys.path_hooks`. They cost nothing before this module is imported: a module's `__spec__` and
`__loader__` are then objects of the interpreter that know its name, and import this module to answer anything else.
"""

import sys

import _imp
import _imports
from . import _bootstrap
from . import _bootstrap_external

__all__ = ["__import__", "import_module", "invalidate_caches", "reload"]


class _LibraryLoader(_bootstrap_external.SourceFileLoader):
    """Loads a module of the library that is part of the program."""

    def get_data(self, path):
        data = _imports.library_file(path)
        if data is None:
            raise OSError(2, "No such file or directory", path)
        return data

    def path_stats(self, path):
        return {"mtime": 0, "size": len(self.get_data(path))}

    def get_resource_reader(self, name):
        return None


class _LibraryFinder:
    """Finds modules in a folder of the library."""

    def __init__(self, path):
        if not _imports.is_library(path):
            raise ImportError("not a folder of the library", path=path)
        self.path = path

    def find_spec(self, fullname, target=None):
        found = _imports.library_module(self.path, fullname.rpartition(".")[2])
        if found is None:
            return None
        return _library_spec(fullname, *found)

    def iter_modules(self, prefix=""):
        for name, is_package in _imports.library_listing(self.path):
            yield prefix + name, is_package

    def invalidate_caches(self):
        pass

    def __repr__(self):
        return f"_LibraryFinder({self.path!r})"


def _library_spec(name, file, is_package):
    where = [file.removesuffix("/__init__.py")] if is_package else None
    return _file_spec(name, file, _LibraryLoader(name, file), where)


def _file_spec(name, file, loader, where):
    spec = _bootstrap_external.spec_from_file_location(name, file, loader=loader, submodule_search_locations=where)
    # The name that the module has, which need not begin at the root, as one in the library cannot.
    spec.origin = file
    return spec


def _spec_of(name, module):
    """The specification of a module that the interpreter has imported, or None."""
    names = module.__dict__
    file = names.get("__file__")
    path = names.get("__path__")
    if name in sys.builtin_module_names and file is None:
        return _bootstrap.ModuleSpec(name, _bootstrap.BuiltinImporter, origin="built-in")
    if file is None:
        if path is None:
            return None
        # A folder without a file of its own.
        loader = object.__new__(_bootstrap_external.NamespaceLoader)
        loader._path = path
        spec = _bootstrap.ModuleSpec(name, loader, is_package=True)
        spec.submodule_search_locations = path
        return spec
    if _imports.is_library(file):
        return _library_spec(name, file, path is not None)
    return _file_spec(name, file, _bootstrap_external.SourceFileLoader(name, file), path)


def _adopt(name, module):
    """Gives a module that the interpreter imports what CPython's import system would have given it."""
    names = module.__dict__
    spec = names.get("__spec__")
    if spec is not None and type(spec) is not _imports.STAND_IN:
        return
    if name != "__main__":
        spec = _spec_of(name, module)
    elif spec is not None:
        spec = _described(spec.name)
    if spec is not None:
        names["__spec__"] = spec
        names["__loader__"] = spec.loader
        names.setdefault("__package__", spec.parent)


def _described(name):
    """The specification of a module that has something in its place."""
    module = sys.modules.get(name)
    if module is not None:
        spec = getattr(module, "__spec__", None)
        if spec is None or type(spec) is _imports.STAND_IN:
            spec = _spec_of(name, module)
        if spec is not None:
            return spec
    parent = name.rpartition(".")[0]
    return _bootstrap._find_spec(name, sys.modules[parent].__path__ if parent else None)


def _find(name, path, behind):
    """A module that a finder of the program's own knows, loaded: one that stands before ours, or behind them. None if there is none."""
    passed = False
    for finder in list(sys.meta_path):
        if finder in _OURS:
            passed = True
            # Ours have been asked already, but for hooks of paths.
            if not behind or finder is not _bootstrap_external.PathFinder:
                continue
        elif passed != behind:
            continue
        find_spec = getattr(finder, "find_spec", None)
        if find_spec is None:
            continue
        spec = find_spec(name, path, None)
        if spec is not None:
            return _bootstrap._load_unlocked(spec)
    return None


def import_module(name, package=None):
    """Imports a module, whose name may be relative to a package."""
    level = len(name) - len(name.lstrip("."))
    if level:
        if not package:
            raise TypeError(f"the 'package' argument is required to perform a relative import for {name!r}")
        name = _bootstrap._resolve_name(name[level:], package, level)
    __import__(name)
    return sys.modules[name]


def invalidate_caches():
    """Calls the method of that name of all finders."""
    for finder in sys.meta_path:
        if hasattr(finder, "invalidate_caches"):
            finder.invalidate_caches()


_reloading = {}


def reload(module):
    """Runs a module's code again in the same module; returns what stands in `sys.modules` then."""
    try:
        name = module.__spec__.name
    except AttributeError:
        try:
            name = module.__name__
        except AttributeError:
            raise TypeError("reload() argument must be a module") from None
    if sys.modules.get(name) is not module:
        raise ImportError(f"module {name} not in sys.modules", name=name)
    if name in _reloading:
        return _reloading[name]
    _reloading[name] = module
    try:
        parent = name.rpartition(".")[0]
        path = None
        if parent:
            try:
                path = sys.modules[parent].__path__
            except KeyError:
                raise ImportError(f"parent {parent!r} not in sys.modules", name=parent) from None
        spec = module.__spec__ = _bootstrap._find_spec(name, path, module)
        if spec is None:
            raise ModuleNotFoundError(f"spec not found for the module {name!r}", name=name)
        _bootstrap._exec(spec, module)
        return sys.modules[name]
    finally:
        _reloading.pop(name, None)


__import__ = __import__

_bootstrap._setup(sys, _imp)
_bootstrap._bootstrap_external = _bootstrap_external
_bootstrap_external._set_bootstrap_module(_bootstrap)
sys.modules.setdefault("_frozen_importlib", _bootstrap)
sys.modules.setdefault("_frozen_importlib_external", _bootstrap_external)
_OURS = [_bootstrap.BuiltinImporter, _bootstrap.FrozenImporter, _bootstrap_external.PathFinder]
sys.meta_path.extend(_OURS)
sys.path_hooks.append(_LibraryFinder)
_hooks = _bootstrap_external._get_supported_file_loaders()
sys.path_hooks.append(_bootstrap_external.FileFinder.path_hook(*_hooks))
for _name, _module in list(sys.modules.items()):
    if isinstance(_module, type(sys)):
        _adopt(_name, _module)
_imports.set_hooks(_find, _adopt)
del _hooks, _name, _module
