"""Properties, and descriptors written by hand."""
class Temperature:
    """Degrees with a floor."""
    def __init__(self, celsius=0):
        self.celsius = celsius
    @property
    def celsius(self):
        "The value."
        return self._celsius
    @celsius.setter
    def celsius(self, value):
        if value < -273.15:
            raise ValueError("too cold")
        self._celsius = value
    @celsius.deleter
    def celsius(self):
        print("deleting")
        del self._celsius
    @property
    def fahrenheit(self):
        return self.celsius * 9 / 5 + 32
t = Temperature(25)
print(t.celsius, t.fahrenheit, Temperature.celsius.__doc__, Temperature.__doc__, type(Temperature.celsius).__name__, Temperature.celsius.fget.__name__)
t.celsius = 30
del t.celsius
class Typed:
    def __init__(self, kind):
        self.kind = kind
    def __set_name__(self, owner, name):
        self.name = "_" + name
    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, self.name, None)
    def __set__(self, instance, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name[1:]} must be {self.kind.__name__}")
        setattr(instance, self.name, value)
    def __delete__(self, instance):
        raise AttributeError("permanent")
class Person:
    name, age = Typed(str), Typed(int)
class Lazy:
    def __init__(self, f):
        self.f = f
    def __get__(self, instance, owner):
        print("computing")
        value = instance.__dict__[self.f.__name__] = self.f(instance)
        return value
class Page:
    @Lazy
    def size(self):
        return 42
p = Person()
p.name, p.age = "Ann", 5
print(p.name, p.age, vars(p), isinstance(Person.name, Typed), Page().size)
page = Page()
print(page.size, page.size)
def set_bad():
    p.age = "x"
def delete():
    del p.name
def cold():
    t.celsius = -300
def readonly():
    t.fahrenheit = 1
def no_delete():
    del t.fahrenheit
for action in (set_bad, delete, cold, readonly, no_delete, lambda: property().__get__(t), lambda: t.celsius):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
x = property(lambda self: 1, doc="made")
print(x.fget is not None, x.fset, x.fdel, x.__doc__)
