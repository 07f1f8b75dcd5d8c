# Single and multiple inheritance, super() in every position, method resolution order.
class Base:
    def __init__(self, **kwargs):
        print("Base", sorted(kwargs))

    def who(self):
        return ["Base"]

    @classmethod
    def make(cls, *args, **kwargs):
        return cls(*args, **kwargs)

    @staticmethod
    def helper(x):
        return x * 2


class Left(Base):
    def __init__(self, left=0, **kwargs):
        print("Left", left)
        super().__init__(**kwargs)

    def who(self):
        return ["Left"] + super().who()


class Right(Base):
    def __init__(self, right=0, **kwargs):
        print("Right", right)
        super().__init__(**kwargs)

    def who(self):
        return ["Right"] + super().who()


class Both(Left, Right):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)

    def who(self):
        return ["Both"] + super(Both, self).who()

    @classmethod
    def make(cls, *args, **kwargs):
        print("making", cls.__name__)
        return super().make(*args, **kwargs)

    @staticmethod
    def helper(x):
        return Base.helper(x) + 1


both = Both.make(left=1, right=2, more=3)
print(both.who(), both.helper(4))
print([c.__name__ for c in Both.__mro__])
print(Both.__bases__, Both.__base__)
print(issubclass(Both, Right), isinstance(both, (int, Left)), issubclass(Left, Right))
print(super(Left, both).who(), super(Right, both).who())
for bases in [(Base, Left), (Left, Left), (int, str), (bool,), (Left, Right, Base)]:
    try:
        print(type("New", bases, {}).__mro__)
    except TypeError as error:
        print("TypeError:", error)
try:

    class X(Left, Right): ...

    class Y(Right, Left): ...

    class Z(X, Y): ...

except TypeError as error:
    print(error)
try:
    super().nothing
except RuntimeError as error:
    print(error)


class Late:
    def no_arguments():
        super()

    def through_comprehension(self):
        return [super(Late, self).__hash__ is not None for _ in range(1)]


for call in (Late.no_arguments, Late().through_comprehension):
    try:
        print(call())
    except (RuntimeError, TypeError) as error:
        print(type(error).__name__, error)
print(type(super(Left, both)).__name__, super(Left, both).__self_class__, super(Left).__thisclass__)
try:
    super(Left, 5).who()
except TypeError as error:
    print(error)
try:
    super(Left, both).missing
except AttributeError as error:
    print(error)
both.__class__ = Base
print(type(both), both.who())
