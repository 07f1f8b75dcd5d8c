# Metaclasses: __prepare__, __new__, __init__, __call__, keywords, conflicts, derived choice.
class Meta(type):
    @classmethod
    def __prepare__(mcls, name, bases, **kwargs):
        print("prepare", name, [b.__name__ for b in bases], kwargs)
        return {"prepared": True}

    def __new__(mcls, name, bases, namespace, **kwargs):
        print("new", name, [k for k in namespace if not k.startswith("__")])
        return super().__new__(mcls, name, bases, namespace)

    def __init__(cls, name, bases, namespace, **kwargs):
        print("init", name, kwargs)
        super().__init__(name, bases, namespace)

    def __call__(cls, *args, **kwargs):
        print("call", cls.__name__, args)
        return super().__call__(*args, **kwargs)

    def __repr__(cls):
        return f"<{cls.__name__}>"

    def __len__(cls):
        return 3

    def __iter__(cls):
        return iter("abc")

    def __contains__(cls, item):
        return item == "x"

    def __getitem__(cls, key):
        return (cls.__name__, key)

    @property
    def shown(cls):
        return "property of the class"


class A(metaclass=Meta, option=1):
    x = 1

    def __init__(self, value):
        self.value = value


class B(A):
    y = 2


print(A, B, type(B), A.prepared)
print(B(5).value, len(A), list(A), "x" in A, A[0], A.shown)
print(isinstance(A, Meta), isinstance(A(1), A))
try:
    A(1).shown
except AttributeError as error:
    print(error)


class Other(type):
    pass


class C(metaclass=Other):
    pass


try:

    class D(A, C):
        pass

except TypeError as error:
    print(error)


def function_as_metaclass(name, bases, namespace):
    return (name, bases, sorted(k for k in namespace if not k.startswith("__")))


class Record(int, metaclass=function_as_metaclass):
    z = 1
    a = 2


print(Record)


class Singleton(type):
    instances = {}

    def __call__(cls, *args):
        if cls not in cls.instances:
            cls.instances[cls] = super().__call__(*args)
        return cls.instances[cls]


class Settings(metaclass=Singleton):
    def __init__(self):
        print("made once")


print(Settings() is Settings())
try:

    class Bad(metaclass=Other, option=2):
        pass

except TypeError as error:
    print(error)
Dynamic = type("Dynamic", (C,), {"v": 1, "f": lambda self: self.v})
print(type(Dynamic).__name__, Dynamic().f(), Dynamic.__module__)


class InitMeta(type):
    def __instancecheck__(cls, instance):
        return instance == 5

    def __subclasscheck__(cls, subclass):
        return subclass is int


class Five(metaclass=InitMeta):
    pass


print(isinstance(5, Five), isinstance(6, Five), issubclass(int, Five), issubclass(str, Five))
