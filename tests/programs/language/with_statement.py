# with: several items, suppression, targets, order of events, errors of the protocol.
class Manager:
    def __init__(self, name, suppress=False, fail=None):
        self.name, self.suppress, self.fail = name, suppress, fail

    def __enter__(self):
        print("enter", self.name)
        if self.fail == "enter":
            raise OSError("enter failed")
        return self.name.upper()

    def __exit__(self, kind, value, traceback):
        print("exit", self.name, kind and kind.__name__, value, traceback is not None)
        if self.fail == "exit":
            raise OSError("exit failed")
        return self.suppress


with Manager("a") as a, Manager("b") as b:
    print(a, b)
with (
    Manager("c") as c,
    Manager("d"),
    Manager("e") as (first, *rest),
):
    print(c, first, rest)
with Manager("s", suppress=True):
    1 / 0
print("went on")
try:
    with Manager("outer"), Manager("inner"):
        raise KeyError("k")
except KeyError as error:
    print("propagated", error)
try:
    with Manager("outer", suppress=False), Manager("fails", fail="enter"):
        print("never")
except OSError as error:
    print(error)
try:
    with Manager("x", fail="exit"):
        raise ValueError("body")
except OSError as error:
    print(error, repr(error.__context__))
with Manager("outer", suppress=True), Manager("x", fail="exit"):
    pass


def returns():
    with Manager("r"):
        return "value"


def loops():
    for i in range(3):
        with Manager(f"loop{i}"):
            if i == 0:
                continue
            break
    return i


print(returns(), loops())


class Incomplete:
    def __enter__(self): ...


class NoEnter:
    def __exit__(self, *args): ...


for bad in (Incomplete(), NoEnter(), 5):
    try:
        with bad:
            print("never")
    except TypeError as error:
        print(error)


class Box:
    pass


box = Box()
with Manager("t") as box.attribute, Manager("i") as box.__dict__["key"]:
    print(box.attribute, box.key)


def generator():
    with Manager("g"):
        yield 1
        yield 2


for x in generator():
    print(x)
g = generator()
next(g)
g.close()
with Manager("tuple") as t, (Manager("paren")) as p:
    pass


class Truthy:
    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return [] if exc[0] is KeyError else [1]


with Truthy():
    raise ValueError("suppressed by a true value")
try:
    with Truthy():
        raise KeyError("kept by a false value")
except KeyError as error:
    print(error)
