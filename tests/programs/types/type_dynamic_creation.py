"""Classes made by calling type, metaclasses, and what a class knows of itself."""
def greet(self):
    return f"I am {self.name}"
Animal = type("Animal", (), {"name": "animal", "greet": greet, "__doc__": "Made by hand."})
Dog = type("Dog", (Animal,), {"name": "dog"})
print(Dog().greet(), Dog.__name__, Dog.__bases__, Dog.__mro__, Dog.__doc__, Animal.__doc__, Dog.__qualname__, Dog.__module__, type(Dog), isinstance(Dog(), Animal))
class Meta(type):
    def __new__(meta, name, bases, namespace, **options):
        namespace["options"] = options
        return super().__new__(meta, name, bases, namespace)
    def __init__(cls, name, bases, namespace, **options):
        super().__init__(name, bases, namespace)
    def __call__(cls, *args):
        print("creating", cls.__name__)
        return super().__call__(*args)
    def __repr__(cls):
        return f"<meta {cls.__name__}>"
    def __len__(cls):
        return 7
class Made(metaclass=Meta, color="red"):
    def __init__(self, x):
        self.x = x
print(Made(3).x, Made.options, Made, len(Made), type(Made), Meta("M2", (), {}))
class Registry:
    known = {}
    def __init_subclass__(cls, tag=None, **rest):
        super().__init_subclass__(**rest)
        Registry.known[tag] = cls.__name__
class A(Registry, tag="a"):
    pass
class B(A, tag="b"):
    pass
print(Registry.known, [c.__name__ for c in Registry.__subclasses__()], B.mro()[1].__name__, B.__base__.__name__)
A.added = 5
print(B.added, hasattr(B, "added"), "added" in vars(A), "added" in vars(B), callable(A), type(A()).__name__)
for action in (lambda: type("X", (int, str), {}), lambda: type("X", (bool,), {}), lambda: type(), lambda: type("X", 1, {}), lambda: type("X", (A, Registry, A), {}), lambda: type("X", (Registry, A), {}), lambda: A(1), lambda: type("X", (1,), {}), lambda: type(1, (), {}), lambda: A.missing, lambda: A().missing, lambda: object.__new__(5), lambda: object(1)):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
