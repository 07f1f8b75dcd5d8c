# What functions, methods, classes and code objects tell about themselves.
def function(a, b=1, /, c=2, *args, d, e=5, **kw):
    "Docs."
    local = a
    return lambda: local


function.attribute = "set"
print(function.__name__, function.__qualname__, function.__module__, function.__doc__, function.__defaults__, function.__kwdefaults__)
print(function.__dict__, function.attribute, callable(function), function.__closure__)
code = function.__code__
print(code.co_name, code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_varnames, code.co_cellvars)
print(code.co_firstlineno, code.co_flags & 0x0C, code.co_filename.rsplit("/", 1)[-1])
inner = function(1, d=2)
print(inner.__qualname__, inner.__code__.co_freevars, inner.__closure__[0].cell_contents)
function.__name__ = "renamed"
function.__qualname__ = "also.renamed"
print(function.__name__, str(function).split(" at ")[0])


class Base:
    """Base docs."""

    attribute: int = 1

    def method(self):
        return self

    @classmethod
    def cm(cls):
        return cls

    @staticmethod
    def sm():
        return "static"


class Derived(Base):
    pass


d = Derived()
print(Derived.__name__, Derived.__bases__, Derived.__mro__[-1], Derived.__doc__, Base.__doc__, Derived.__module__)
print(d.__class__, d.method.__self__ is d, d.method.__func__ is Base.method, d.method.__name__, d.method() is d)
print(Derived.cm(), Derived.cm.__self__, d.cm.__func__ is Base.__dict__["cm"].__func__, d.sm(), Base.__dict__["sm"].__func__())
print(type(Base.method).__name__, type(d.method).__name__, type(Base.__dict__["cm"]).__name__, type(len).__name__, type(str.upper).__name__)
print(d.method == d.method, d.method is d.method, hash(d.method) == hash(d.method), Base().method == d.method)
print(isinstance(d, Base), issubclass(Derived, Base), Base.__subclasses__(), type(d) is Derived, type(Derived), type(type))
print(sorted(n for n in dir(d) if not n.startswith("__")), "attribute" in vars(Base), vars(d))
print(getattr(d, "attribute"), hasattr(d, "nothing"), getattr(d, "nothing", "default"))
setattr(d, "new", 1)
print(d.new, d.__dict__)
Derived.__name__ = "Renamed"
print(Derived, type(d).__name__, d.__class__.__qualname__)
print(len.__name__, len.__self__.__name__, [].append.__self__, str.upper("x"), int.__add__(1, 2), (5).__add__(6))
print(repr(Base.method).split(" at ")[0], repr(len), repr(Base), repr(str.upper), repr([].append).split(" at ")[0])
print(object.__doc__ is not None, NotImplemented, Ellipsis, type(None).__name__, type(...).__name__, type(NotImplemented).__name__)
try:
    function.__name__ = 5
except TypeError as error:
    print(error)
try:
    function.__defaults__ = 5
except TypeError as error:
    print(error)
