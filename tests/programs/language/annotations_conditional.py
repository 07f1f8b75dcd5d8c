# Annotations count once control has come by them, and are computed when asked for (PEP 649, 749).
import sys

always: int
if len(sys.argv) > 100:
    never: str
else:
    chosen: bytes
for _ in range(3):
    looped: list[int] = []
try:
    raised: int = 1 // 0
    after: int
except ZeroDivisionError:
    handled: str
this = sys.modules[__name__]
print(this.__annotations__)
print(__annotate__(1) == this.__annotations__, __annotate__(2) == this.__annotations__)


class C:
    first: int
    if True:
        second: str
    if False:
        third: later
    while True:
        fourth: "text"
        break
    with open(__file__) as f:
        fifth: first_of_all


first_of_all = float
print(C.__annotations__)
print(sorted(k for k in C.__dict__ if "anno" in k or "cond" in k))


class Plain:
    x: int
    y: undefined


try:
    Plain.__annotations__
except NameError as e:
    print(e)
undefined = set
print(Plain.__annotations__, Plain.__annotations__ is Plain.__annotations__)
try:
    Plain.__annotate__(3)
except NotImplementedError:
    print("no such format")
Plain.__annotations__ = {"z": 1}
print(Plain.__annotations__, Plain.__annotate__)
Plain.__annotate__ = lambda format: {"format": format}
print(Plain.__annotations__)
for bad in (1, "x"):
    try:
        Plain.__annotate__ = bad
    except TypeError as e:
        print(e)


class Sub(Plain):
    pass


print(Sub.__annotations__, Sub.__annotate__)
for name in ("__annotations__", "__annotate__"):
    print(hasattr(int, name))


class Changing:
    kind = int

    def f(self, x: kind): pass


Changing.kind = str
print(Changing.f.__annotations__)


def f(a: int, *b: str, c: bytes = b"", **d: float) -> bool: pass


print(f.__annotations__, f.__annotate__.__qualname__)
f.__annotations__ = {"a": 1}
print(f.__annotations__, f.__annotate__)
f.__annotate__ = lambda format: 5
try:
    f.__annotations__
except TypeError as e:
    print(e)
for bad in (1, []):
    try:
        f.__annotations__ = bad
    except TypeError as e:
        print(e)
