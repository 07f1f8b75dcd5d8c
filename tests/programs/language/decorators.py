# Decorators: order of evaluation, arguments, classes as decorators, stacking over methods and classes.
def trace(name):
    print("make", name)

    def decorate(function):
        print("apply", name, "to", function.__name__)

        def wrapper(*args, **kwargs):
            print("enter", name)
            try:
                return function(*args, **kwargs)
            finally:
                print("leave", name)

        wrapper.__name__ = function.__name__
        wrapper.__wrapped__ = function
        return wrapper

    return decorate


@trace("outer")
@trace("inner")
def add(a, b=1):
    """Adds."""
    return a + b


print(add(2), add(2, b=5))
print(add.__wrapped__.__wrapped__.__doc__, add.__name__)


class count_calls:
    def __init__(self, function):
        self.function = function
        self.calls = 0

    def __call__(self, *args):
        self.calls += 1
        return self.function(*args)

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return lambda *args: self(instance, *args)


class Account:
    def __init__(self, total):
        self.total = total

    @count_calls
    def add(self, amount):
        self.total += amount
        return self.total


account = Account(10)
print(account.add(5), account.add(6), Account.add.calls)


def register(registry):
    def decorate(cls):
        registry[cls.__name__] = cls
        cls.registered = True
        return cls

    return decorate


shapes = {}


@register(shapes)
class Circle:
    pass


@register(shapes)
class Square(Circle):
    pass


print(sorted(shapes), Square.registered)


@(lambda f: f.__name__.upper())
def shout():
    pass


print(shout)
handlers = [str.upper, lambda f: f]


@handlers[1]
def same():
    return "same"


print(same())
try:

    @None
    def broken():
        pass

except TypeError as error:
    print(error)


@property
def lonely(self):
    return 1


print(type(lonely).__name__, lonely.fget.__name__)
