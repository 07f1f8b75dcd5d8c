# Packages: relative imports, __all__, submodules, aliases, star imports, __init__ order.
import sys

sys.dont_write_bytecode = True
print("first import")
import shop
import shop.stock
from shop import prices as p, total
from shop.stock import *
from shop.deep.leaf import climb
import shop.deep.leaf as leaf

print(shop.__name__, shop.__package__, shop.stock.__name__, shop.__path__ is not None)
print(total([1, 2]), p.price("apple"), count("pear"))
try:
    _hidden
except NameError as error:
    print(error)
try:
    not_listed
except NameError as error:
    print(error)
print(climb(), leaf.__name__, leaf.__package__)
import shop.stock as again

print(again is shop.stock, sys.modules["shop.stock"] is again, "shop.deep" in sys.modules)
from shop import *

print(sorted(n for n in ("prices", "total", "helper", "stock") if n in globals()))


def local_import():
    from shop.prices import TABLE as table

    import shop.deep

    return sorted(table), shop.deep.__name__


print(local_import())
print(shop.stock.__file__.split("shop")[-1], shop.__file__.split("language")[-1], __name__, __package__)
from importing import only_once
import importing.only_once

print(only_once.counter, importing.only_once is only_once)
print(hasattr(shop, "deep"), shop.deep.leaf.NAME)
