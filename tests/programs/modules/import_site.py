"""`site` makes the paths of modules absolute; what is imported afterwards is found all the same."""

import site
import sys

import json
import json.decoder
import wave

print(json.loads("[1]"), json.decoder.__name__, wave.__name__)
print(sum(path.endswith("<library>") for path in sys.path))

import importlib

importlib.invalidate_caches()
import colorsys

print(colorsys.__name__)
