# Properties: getters, setters, deleters, inheritance of them, and their errors.
class Celsius:
    def __init__(self, degrees=0.0):
        self._degrees = degrees

    @property
    def degrees(self):
        """Degrees Celsius."""
        return self._degrees

    @degrees.setter
    def degrees(self, value):
        if value < -273.15:
            raise ValueError("below absolute zero")
        self._degrees = value

    @degrees.deleter
    def degrees(self):
        print("reset")
        self._degrees = 0.0

    @property
    def fahrenheit(self):
        return self._degrees * 9 / 5 + 32


t = Celsius(20)
print(t.degrees, t.fahrenheit)
t.degrees = 100
print(t.degrees, t.fahrenheit)
t.degrees += 5
print(t.degrees)
del t.degrees
print(t.degrees)
for action in ("t.degrees = -300", "t.fahrenheit = 1", "del t.fahrenheit"):
    try:
        if action.startswith("del"):
            del t.fahrenheit
        elif "-300" in action:
            t.degrees = -300
        else:
            t.fahrenheit = 1
    except (ValueError, AttributeError) as error:
        print(type(error).__name__, error)
print(Celsius.degrees.__doc__, Celsius.degrees.fget.__name__, Celsius.fahrenheit.fset)


class Kelvin(Celsius):
    @property
    def degrees(self):
        return super().degrees + 273.15

    @Celsius.fahrenheit.getter
    def fahrenheit(self):
        return "cold"


k = Kelvin(0)
print(k.degrees, k.fahrenheit)
try:
    k.degrees = 5
except AttributeError as error:
    print(error)


class Lazy:
    value = property(lambda self: 42, doc="the answer")
    write_only = property(None, lambda self, v: print("wrote", v))


lazy = Lazy()
lazy.write_only = 3
print(lazy.value, Lazy.value.__doc__)
try:
    lazy.write_only
except AttributeError as error:
    print(error)
lazy.__dict__["value"] = "shadow"
print(lazy.value)


class Broken:
    @property
    def inner(self):
        return self.missing

    def __getattr__(self, name):
        if name == "inner":
            return "from __getattr__"
        raise AttributeError(f"no {name} here")


print(Broken().inner)
try:
    Broken().other
except AttributeError as error:
    print(error)
