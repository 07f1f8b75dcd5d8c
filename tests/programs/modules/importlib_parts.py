"""`importlib`: modules by name, specifications, reloading, finders of a program's own."""

import importlib
import importlib.util
import pathlib
import pkgutil
import sys
import tempfile

import json

print(importlib.import_module("json.decoder").__name__, importlib.import_module(".encoder", "json").__name__)
print(json.__spec__.name, json.__spec__.submodule_search_locations is not None, json.__package__)
print(importlib.util.find_spec("json.scanner").name, importlib.util.find_spec("no_such_module"))
print(sys.__spec__.origin, sorted(m.name for m in pkgutil.iter_modules(json.__path__)))
with tempfile.TemporaryDirectory() as folder:
    file = pathlib.Path(folder, "fresh_module.py")
    file.write_text("x = 1\n")
    sys.path.insert(0, folder)
    importlib.invalidate_caches()
    import fresh_module

    print(fresh_module.x, fresh_module.__spec__.name, fresh_module.__loader__.__class__.__name__)
    file.write_text("x = 22\n")
    print(importlib.reload(fresh_module).x, fresh_module.__loader__.get_source("fresh_module"))
    spec = importlib.util.spec_from_file_location("another_name", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    print(module.x, module.__name__, "another_name" in sys.modules)
    sys.path.remove(folder)


class Finder:
    def find_spec(self, name, path, target=None):
        if name == "magic":
            return importlib.util.spec_from_loader(name, self)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.answer = 42


sys.meta_path.insert(0, Finder())
import magic

print(magic.answer, magic.__spec__.name)
sys.modules["gone"] = None
for name in ("gone", "never_there", "json.never_there"):
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as e:
        print(e, e.name)
