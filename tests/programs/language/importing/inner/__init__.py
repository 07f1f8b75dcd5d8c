from ..only_once import counter
from .sibling import *
