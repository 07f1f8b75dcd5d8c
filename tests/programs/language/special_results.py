# What is said of special methods that return something else than they should, and of objects that have half a protocol.


def t(function):
    try:
        print(repr(function()))
    except Exception as e:
        print(type(e).__name__, e)


class BadRepr:
    def __repr__(self):
        return None


class BadStr:
    def __str__(self):
        return 1


class BadFloat:
    def __float__(self):
        return 1


class BadIndex:
    def __index__(self):
        return 1.5


class BadIter:
    def __iter__(self):
        return True


class Items:
    def __getitem__(self, i):
        if i > 2:
            raise IndexError
        return str(i)


for make in (BadRepr, BadStr):
    t(lambda: str(make()))
    t(lambda: f"{make()}")
    t(lambda: "%s" % make())
t(lambda: repr(BadRepr()))
for make in (BadFloat, BadIndex):
    for function in (float, complex, int):
        t(lambda: function(make()))
import math

t(lambda: math.sqrt(BadFloat()))
t(lambda: math.sqrt(BadIndex()))
for v in (BadIter(), 1, None, Items(), [], ["a", 1]):
    t(lambda: "-".join(v))
    t(lambda: b"-".join(v))
t(lambda: reversed(Items()))
t(lambda: reversed(BadIter()))
t(lambda: reversed({1}))
t(lambda: list(Items()))


def function():
    class Half:
        def __enter__(self):
            pass

    class Other(Half):
        def __aenter__(self):
            pass

        def __aexit__(self, *args):
            pass

    for make in (Half, Other, int):
        try:
            with make():
                pass
        except TypeError as e:
            print(e)

    async def f():
        async with Half():
            pass

    try:
        f().send(None)
    except TypeError as e:
        print(e)


function()

# Operators that floats lack do not look at the other operand.
t(lambda: 10**400 ^ 1.5)
t(lambda: 1.5 << 10**400)
t(lambda: 10**400 + 1.5)

# Nothing in place of every second byte takes them away.
b = bytearray(b"Hello World")
b[:-4:-2] = b""
print(b)
b[::3] = bytearray()
print(b)
t(lambda: b.__setitem__(slice(None, None, 2), b"a"))

for text in ("[x for x in (y := z)]", "(x for x in (lambda: (y := 1)))", "def f():\n    return {x for x in [(y := 1)]}", "class A:\n    [x for x in (y := 1)]", "[(y := x) for x in z]"):
    try:
        compile(text, "<text>", "exec")
        print("compiled")
    except SyntaxError as e:
        print(e.msg)


# A subclass with an __init__ of its own may take keywords, which the type itself refuses.
for base in (float, tuple, frozenset):

    class Sub(base):
        def __init__(self, *args, **keywords):
            self.keywords = keywords

    s = Sub(a=1)
    print(s.keywords, base(s))
    t(lambda: base(a=1))
t(lambda: bytes(BadIter()))
t(lambda: bytearray(BadIter()))
t(lambda: bytearray(b"a").insert(-(2**63) - 1, 6))
t(lambda: "%d %x" % (BadIndex(), 1))
t(lambda: "%x" % BadIndex())
from collections import deque

t(lambda: "a" % deque([1]))
t(lambda: "a" % [1])
t(lambda: deque([1, 2], 3) * 2**62)
t(lambda: deque([1], 3).__delitem__(2**64))
