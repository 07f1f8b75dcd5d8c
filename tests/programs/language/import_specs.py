"""Every module has a specification and a loader, from its first line on."""

import json
import sys
import textwrap

from importing import describes_itself
import importing

print(describes_itself.name, describes_itself.parent, describes_itself.loaded_by, describes_itself.data)
print(__spec__)
for module in json, textwrap, importing, describes_itself, sys:
    spec = module.__spec__
    print(spec.name, spec.parent, spec.submodule_search_locations is not None, spec.has_location, spec.loader is not None)
    print(module.__loader__ is not None, spec.origin == (getattr(module, "__file__", None) or module is sys and "built-in" or None))

import importlib.machinery
import importlib.util

for module in json, importing, describes_itself, sys:
    print(isinstance(module.__spec__, importlib.machinery.ModuleSpec), module.__spec__.name)
    print(module.__spec__.loader is module.__loader__, importlib.util.find_spec(module.__name__) is module.__spec__)

textwrap.__spec__.loader_state = "set"
print(textwrap.__spec__.loader_state, hasattr(textwrap.__spec__, "nothing"))
