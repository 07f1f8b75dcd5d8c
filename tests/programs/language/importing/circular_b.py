print("b starts")
from . import circular_a

name = "b"
print("b sees", hasattr(circular_a, "value"))
