# __slots__: storage, inheritance, errors.
class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


p = Point(1, 2)
p.x += 10
print(p.x, p.y)


def show(action):
    try:
        print("fine", action())
    except (AttributeError, TypeError, ValueError) as error:
        print(type(error).__name__, error)


def assign(o, name, value):
    setattr(o, name, value)
    return getattr(o, name)


show(lambda: assign(p, "z", 3))
show(lambda: p.__dict__)
del p.x
show(lambda: p.x)
show(lambda: delattr(p, "x"))
print(hasattr(p, "x"), hasattr(p, "y"), Point.__slots__)
print(type(Point.x).__name__, Point.x.__get__(Point(8, 9)))


class Point3(Point):
    __slots__ = ["z"]


q = Point3(1, 2)
q.z = 3
print(q.x, q.y, q.z)
show(lambda: assign(q, "w", 4))


class Open(Point):
    pass


o = Open(1, 2)
o.extra = 5
print(o.x, o.__dict__)


class Single:
    __slots__ = "only"


s = Single()
s.only = 1
print(s.only)


class WithDict:
    __slots__ = ("a", "__dict__")


w = WithDict()
w.a, w.b = 1, 2
print(w.a, w.b, w.__dict__)


class Private:
    __slots__ = ("__secret",)

    def __init__(self):
        self.__secret = 1

    def get(self):
        return self.__secret


print(Private().get(), hasattr(Private(), "_Private__secret"))


def conflict():
    class Conflict:
        __slots__ = ("a",)
        a = 1


def bad_name():
    class BadName:
        __slots__ = ("1a",)


def bad_type():
    class BadType:
        __slots__ = (1,)


def layout():
    class A:
        __slots__ = ("a",)

    class B:
        __slots__ = ("b",)

    class C(A, B):
        pass


show(conflict)
show(bad_name)
show(bad_type)
show(layout)


def change_class():
    p.__class__ = Open


show(change_class)


class Empty:
    __slots__ = ()


show(lambda: assign(Empty(), "a", 1))
class Both(Point, Empty): ...
print(Both(1, 2).y)
