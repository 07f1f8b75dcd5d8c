"""getattr and its family, vars, dir, isinstance, issubclass, callable, type."""
class Base:
    shared = 1
    def method(self):
        return "method"
class Thing(Base):
    __slots__ = ()
class Open(Base):
    def __init__(self):
        self.x, self.y = 1, 2
    def __getattr__(self, name):
        if name.startswith("auto_"):
            return name[5:]
        raise AttributeError(f"no {name} here")
o = Open()
print(getattr(o, "x"), getattr(o, "nope", "default"), hasattr(o, "y"), hasattr(o, "z"), o.auto_value, getattr(o, "method")(), vars(o), o.__dict__ is vars(o))
setattr(o, "z", 3)
delattr(o, "x")
print(vars(o), [n for n in dir(o) if not n.startswith("__")], sorted(n for n in vars(Base) if not n.startswith("__")), o.__class__.__name__)
print(isinstance(5, int), isinstance(True, int), isinstance(5, (str, int)), isinstance("a", (int, (str, bytes))), isinstance(5, int | str), isinstance(None, int | None), issubclass(bool, int), issubclass(Open, (int, Base)), issubclass(int, int | str), isinstance(o, object), isinstance(int, type))
print(type(5), type(o).__name__, type(type), type(None), type(...), type(len).__name__, type(o.method).__name__, type(Base.method).__name__, callable(o), callable(Open), callable(lambda: 0))
class Even(type):
    def __instancecheck__(cls, value):
        return isinstance(value, int) and value % 2 == 0
    def __subclasscheck__(cls, other):
        return other is int
class EvenInt(metaclass=Even):
    pass
print(isinstance(4, EvenInt), isinstance(3, EvenInt), issubclass(int, EvenInt), issubclass(str, EvenInt))
for action in (lambda: o.w, lambda: getattr(5, "x"), lambda: getattr(5, 5), lambda: getattr(5), lambda: setattr(5, "x", 1), lambda: setattr(len, "x", 1), lambda: delattr(o, "gone"), lambda: vars(5), lambda: isinstance(5, 5), lambda: isinstance(5, (int, 5)) or isinstance("", (int, 5)), lambda: issubclass(5, int), lambda: issubclass(int, 5), lambda: hasattr(5, 5), lambda: setattr(Thing(), "q", 1) or "set", lambda: dir(1, 2), lambda: object().x, lambda: setattr(object(), "x", 1), lambda: isinstance(1, list[int]), lambda: int.nope, lambda: "".nope, lambda: None.x):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
