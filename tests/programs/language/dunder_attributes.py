# __getattr__, __getattribute__, __setattr__, __delattr__, __dir__, and the built-ins over them.
class Proxy:
    def __init__(self, target):
        object.__setattr__(self, "target", target)

    def __getattr__(self, name):
        print("getattr", name)
        return getattr(self.target, name)

    def __setattr__(self, name, value):
        print("setattr", name, value)
        setattr(self.target, name, value)

    def __delattr__(self, name):
        print("delattr", name)
        delattr(self.target, name)


class Target:
    kind = "class attribute"


t = Target()
p = Proxy(t)
p.x = 1
p.x += 1
print(p.x, t.x, p.kind)
del p.x
print(hasattr(p, "x"), hasattr(t, "x"), getattr(p, "x", "default"))


class Strict:
    def __init__(self):
        self.plain = 1

    def __getattribute__(self, name):
        if name.startswith("_secret"):
            raise AttributeError("hidden " + name)
        return object.__getattribute__(self, name)

    def __getattr__(self, name):
        return "fallback for " + name


s = Strict()
print(s.plain, s._secret, s.missing)
print(type(s).__dict__["__getattr__"](s, "direct"))


class Upper:
    def __dir__(self):
        return ["b", "a", "c"]


print(dir(Upper()))


class Empty:
    pass


e = Empty()
for action in (lambda: e.missing, lambda: Empty.missing, lambda: (1).missing, lambda: None.x, lambda: "".nothing, lambda: print.missing,
               lambda: delattr(e, "missing"), lambda: delattr(Empty, "missing"), lambda: setattr(5, "x", 1), lambda: setattr(int, "x", 1),
               lambda: getattr(e, 5), lambda: setattr("", "upper", 1), lambda: [].append.x, lambda: setattr(print, "x", 1)):
    try:
        print(action())
    except (AttributeError, TypeError) as error:
        print(type(error).__name__, error)
try:
    e.missing
except AttributeError as error:
    print(error.name, error.obj is e)
e.__dict__ = {"replaced": True}
print(e.replaced, vars(e))
e.__dict__["added"] = 1
print(e.added, sorted(vars(e)))
try:
    e.__dict__ = 5
except TypeError as error:
    print(error)


class Special:
    # Special methods are looked up in the class.
    pass


special = Special()
special.__len__ = lambda: 5
try:
    len(special)
except TypeError as error:
    print(error)
Special.__len__ = lambda self: 6
print(len(special))
print(getattr(type("T", (), {"x": 3})(), "x"), vars(type("T", (), {"y": 3}))["y"])
