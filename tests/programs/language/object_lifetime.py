# When objects die: temporaries, rebinding, scopes, exceptions, containers, loops.
class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)

    def me(self):
        return self

    def value(self):
        return 1

    def __enter__(self):
        return self

    def __exit__(self, *args): ...

    def __add__(self, other):
        return Noisy(f"{self.name}+{other.name}")

    def __iter__(self):
        return iter([1])


print("temporary")
Noisy("t1")
Noisy("t2").value()
print("after temporaries")
a = Noisy("a1")
a = Noisy("a2")
print("rebound")
b = a
del a
print("deleted one name")
b = None
print("function")


def function():
    local = Noisy("local")
    print("in function")


function()
print("argument")
(lambda x: print("callee"))(Noisy("argument"))
print("operators")
(Noisy("l") + Noisy("r")).value()
print("condition")
if Noisy("condition"):
    print("in if")
print("loop")
for i in Noisy("iterated"):
    print("body")
for x in [Noisy("i1"), Noisy("i2")]:
    print("item", x.name)
print("loop done")
del x
print("exception")
try:
    n = Noisy("in try")
    raise ValueError(Noisy("in exception"))
except ValueError as error:
    print("caught")
print("after except")
del n
print("with")
with Noisy("managed"):
    print("body")
print("container")
items = [Noisy("c1"), Noisy("c2")]
items[0] = None
items.append(Noisy("c3"))
items.pop()
items.clear()
print("dict")
d = {"k": Noisy("d1")}
d["k"] = Noisy("d2")
del d["k"]
print("tuple and unpacking")
p, q = Noisy("p"), Noisy("q")
p, q = q, p
p = None
q = None
print("comprehension")
[o.value() for o in [Noisy("comp1"), Noisy("comp2")]]
print("attribute chain")
Noisy("chain").me().me().value()
print("discarded expression")
Noisy("x"), Noisy("y")
print("f-string")
f"{Noisy('fs').value()}"
print("chained")
Noisy("c").value() < Noisy("d").value() < 5
print("closure")


def closure():
    kept = Noisy("kept")
    return lambda: kept


c = closure()
print("closed")
del c
print("generator")


def generator():
    g = Noisy("in generator")
    yield 1
    yield 2


g = generator()
next(g)
del g
print("return value")


def returns():
    r = Noisy("returned")
    return r


returns()
print("cycle")
m = Noisy("m")
m.self = m
del m
import gc

gc.collect()
print("end")
last = Noisy("module level")
