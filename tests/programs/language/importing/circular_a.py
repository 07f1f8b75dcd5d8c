print("a starts")
from . import circular_b

value = "a's value"
print("a ends", circular_b.name)
