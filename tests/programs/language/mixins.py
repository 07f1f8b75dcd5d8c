# Cooperative classes: mixins, abstract methods, class attributes shared and shadowed, super() chains with arguments.
from abc import ABC, abstractmethod


class Serializable:
    def fields(self):
        return {k: v for k, v in vars(self).items() if not k.startswith("_")}

    def dump(self):
        return ";".join(f"{k}={v}" for k, v in sorted(self.fields().items()))


class Comparable:
    def __lt__(self, other):
        return self.key() < other.key()

    def __eq__(self, other):
        return self.key() == other.key()

    __hash__ = None


class Animal(ABC):
    count = 0
    sounds = []

    def __init__(self, name):
        type(self).count += 1
        Animal.sounds.append(self.sound())
        self.name = name

    @abstractmethod
    def sound(self): ...

    @property
    @abstractmethod
    def legs(self): ...

    def __repr__(self):
        return f"{type(self).__name__}({self.name!r})"


class Dog(Serializable, Comparable, Animal):
    legs = 4

    def sound(self):
        return "woof"

    def key(self):
        return self.name


class Bird(Animal, Serializable):
    @property
    def legs(self):
        return 2

    def sound(self):
        return "tweet"

    def dump(self):
        return "bird:" + super().dump()


dogs = [Dog("rex"), Dog("ace")]
bird = Bird("tweety")
print(sorted(dogs), dogs[0].dump(), bird.dump(), bird.legs)
print(Animal.count, Dog.count, Bird.count, Animal.sounds, Dog.sounds is Animal.sounds)
for cls in (Animal, type("Half", (Animal,), {"sound": lambda self: ""})):
    try:
        cls("x")
    except TypeError as error:
        print(error)
print(Animal.__abstractmethods__ == {"sound", "legs"}, isinstance(bird, Animal), Dog.__mro__[1].__name__)
try:
    hash(dogs[0])
except TypeError as error:
    print(error)


class A:
    def run(self, trail=()):
        return trail + ("A",)


class B(A):
    def run(self, trail=()):
        return super().run(trail + ("B",))


class C(A):
    def run(self, trail=()):
        return super().run(trail + ("C",))


class D(B, C):
    def run(self, trail=()):
        return super().run(trail + ("D",))


print(D().run(), B.run(D()), super(B, D()).run())
D.extra = lambda self: "added later"
print(D().extra(), hasattr(C(), "extra"))
A.run = lambda self, trail=(): trail + ("patched",)
print(D().run())
d = D()
d.run = lambda: "instance"
print(d.run(), type(d).run(d))
del d.run
print(d.run())
