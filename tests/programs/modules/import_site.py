"""Programs make the paths of `sys.path` absolute, as `site.removeduppaths` does: what is imported afterwards is found all the same."""

import os.path
import sys

import site

site.removeduppaths()
sys.path[:] = map(os.path.abspath, sys.path)
print([os.path.isabs(path) for path in sys.path if path.endswith("<library>")])

import colorsys
import json
import json.decoder

print(json.loads("[1]"), json.decoder.__name__, colorsys.__name__)

import importlib

importlib.invalidate_caches()
print(importlib.import_module("wave").__name__, importlib.util.find_spec("sched").name)
