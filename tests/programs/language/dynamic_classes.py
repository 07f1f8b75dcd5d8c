# Classes made at run time, changed after creation, attributes of classes and instances in every order.
def make(name, **attributes):
    def describe(self):
        return f"{type(self).__name__}: " + ", ".join(f"{k}={getattr(self, k)}" for k in sorted(attributes))

    return type(name, (), {**attributes, "describe": describe, "__slots__": ()})


Point = make("Point", x=1, y=2)
print(Point().describe(), Point.__name__, Point.__mro__)
Point.x = 10
print(Point().describe())


class Model:
    def __init_subclass__(cls, **options):
        cls.options = options
        cls.fields = [k for k, v in vars(cls).items() if isinstance(v, type)]

    def __init__(self, **values):
        for field in self.fields:
            value = values.pop(field, None)
            kind = getattr(type(self), field)
            if value is not None and not isinstance(value, kind):
                raise TypeError(f"{field}: expected {kind.__name__}, got {type(value).__name__}")
            setattr(self, field, value)
        if values:
            raise TypeError(f"unknown fields: {', '.join(sorted(values))}")

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(f'{f}={getattr(self, f)!r}' for f in self.fields)})"


class User(Model, table="users"):
    name = str
    age = int


print(User(name="Ada", age=36), User.options, User.fields)
for values in ({"name": 5}, {"nme": "x"}):
    try:
        User(**values)
    except TypeError as error:
        print(error)


class Counter:
    total = 0

    def hit(self):
        self.total += 1
        return self.total


a, b = Counter(), Counter()
print(a.hit(), a.hit(), b.hit(), Counter.total, vars(a))
Counter.total = 100
print(b.total, Counter().hit())
old = Counter.hit
Counter.hit = lambda self: ("wrapped", old(self))
print(b.hit())
del Counter.hit
try:
    b.hit()
except AttributeError as error:
    print(error)


class Registry(dict):
    def __setattr__(self, name, value):
        self[name] = value

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


r = Registry(one=1)
r.two = 2
print(r, r.one, r.two, hasattr(r, "three"), r.keys() == {"one", "two"})
bases = tuple(type(f"B{i}", (), {f"m{i}": lambda self, i=i: i}) for i in range(5))
Combined = type("Combined", bases, {})
print([getattr(Combined(), f"m{i}")() for i in range(5)], len(Combined.__mro__))
local = 5


class Body:
    for i in range(3):
        locals()[f"generated_{i}"] = i * local
    del i


print(Body.generated_2, hasattr(Body, "i"))
for n in range(30):
    setattr(a, f"attr{n}", n)
print(sum(getattr(a, f"attr{n}") for n in range(30)), len(vars(a)))
for n in range(0, 30, 2):
    delattr(a, f"attr{n}")
print(len(vars(a)), a.attr1, hasattr(a, "attr0"))
