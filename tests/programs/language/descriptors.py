# The descriptor protocol: data and non-data descriptors, __set_name__, lookup order.
class Field:
    def __init__(self, kind):
        self.kind = kind

    def __set_name__(self, owner, name):
        print("set_name", owner.__name__, name)
        self.name = name
        self.store = "_" + name

    def __get__(self, instance, owner=None):
        if instance is None:
            return f"<field {self.name} of {owner.__name__}>"
        return instance.__dict__.get(self.store, "unset")

    def __set__(self, instance, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name} must be {self.kind.__name__}, not {type(value).__name__}")
        instance.__dict__[self.store] = value

    def __delete__(self, instance):
        print("delete", self.name)
        instance.__dict__.pop(self.store)


class Person:
    name = Field(str)
    age = Field(int)


p = Person()
print(p.name, Person.age)
p.name = "Ada"
p.age = 36
p.__dict__["name"] = "shadowed by the data descriptor"
print(p.name, p.age, p.__dict__)
try:
    p.age = "old"
except TypeError as error:
    print(error)
del p.age
print(p.age)


class Method:
    def __init__(self, f):
        self.f = f

    def __get__(self, instance, owner):
        return ("bound", instance is not None, owner.__name__)


class Host:
    way = Method(None)


h = Host()
print(h.way, Host.way)
h.way = "instance wins over a non-data descriptor"
print(h.way)
del h.way
print(h.way)


class ReadOnly:
    def __get__(self, instance, owner):
        return 7

    def __set__(self, instance, value):
        raise AttributeError("read only")


class Config:
    limit = ReadOnly()


try:
    Config().limit = 1
except AttributeError as error:
    print(error)
Config.limit = 9
print(Config().limit)


class NoDelete:
    def __set__(self, instance, value):
        instance.__dict__["x"] = value


class Holder:
    x = NoDelete()


holder = Holder()
holder.x = 5
print(holder.x)
try:
    del holder.x
except AttributeError as error:
    print(error)


class Bad:
    def __set_name__(self, owner, name):
        raise ValueError("not this name")


try:

    class Uses:
        attribute = Bad()

except ValueError as error:
    print(error, error.__notes__)
