# __init_subclass__, __class_getitem__, __new__, __init__ return values, __del__, class body scope.
class Plugin:
    registry = {}

    def __init_subclass__(cls, /, name=None, **kwargs):
        super().__init_subclass__(**kwargs)
        print("subclass", cls.__name__, name)
        Plugin.registry[name or cls.__name__.lower()] = cls

    def __class_getitem__(cls, item):
        return f"{cls.__name__}[{item}]"


class Csv(Plugin, name="csv"): ...


class Json(Plugin): ...


class Nested(Json, name="nested"): ...


print(sorted(Plugin.registry), Json["int"], Nested[1, 2])
try:

    class Wrong(Plugin, colour="red"): ...

except TypeError as error:
    print(error)


class Temperature(float):
    def __new__(cls, value, unit="C"):
        self = super().__new__(cls, value)
        self.unit = unit
        return self

    def __repr__(self):
        return f"{float(self)}{self.unit}"


t = Temperature("21.5", "F")
print(t, t + 1, type(t + 1).__name__, isinstance(t, float))


class Other:
    def __init__(self):
        print("never")


class Elsewhere:
    def __new__(cls, what):
        return what

    def __init__(self, what):
        print("init only for instances")


print(Elsewhere(5))


class Returns:
    def __init__(self):
        return 1


try:
    Returns()
except TypeError as error:
    print(error)


class Cached:
    _made = {}

    def __new__(cls, key):
        if key not in cls._made:
            cls._made[key] = object.__new__(cls)
        return cls._made[key]

    def __init__(self, key):
        self.inits = getattr(self, "inits", 0) + 1


print(Cached(1) is Cached(1), Cached(1).inits)


class Body:
    x = 1
    y = x + 1
    values = [x for _ in range(2)] if False else [y]
    for i in range(3):
        pass
    if y > 1:

        def conditional(self):
            return "defined"

    try:
        z = undefined
    except NameError as error:
        z = str(error)
    del x


print(Body.y, Body.values, Body.i, Body().conditional(), Body.z, hasattr(Body, "x"), hasattr(Body, "error"))
x = "global"


class Scope:
    x = "class"

    def method(self):
        return x

    inner = [x for _ in range(1)]
    first = [y for y in x]


print(Scope().method(), Scope.inner, Scope.first)


def make():
    local = "enclosing"

    class Inner:
        seen = local
        again = [local for _ in range(1)]

    return Inner


print(make().seen, make().again, make().__qualname__)
