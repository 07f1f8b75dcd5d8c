# The wording of argument errors for functions, methods, lambdas, classes and natives.
def show(call):
    try:
        print("fine:", call())
    except TypeError as error:
        print(error)


def one(a): ...
def two(a, b): ...
def three(a, b, c): ...
def four(a, b, c=1, d=2): ...
def star(a, *args): ...
def keys(a, *, k, l, m): ...
def some(a, *, k=1): ...


class Box:
    def put(self, item, where): ...
    @classmethod
    def make(cls, size): ...
    @staticmethod
    def free(x): ...
    def __init__(self, size=1): ...


class Plain: ...


show(lambda: one())
show(lambda: two())
show(lambda: three())
show(lambda: three(1))
show(lambda: one(1, 2))
show(lambda: two(1, 2, 3, 4))
show(lambda: four(1, 2, 3, 4, 5))
show(lambda: four())
show(lambda: star())
show(lambda: keys(1))
show(lambda: keys(1, k=1))
show(lambda: keys(1, 2, k=1))
show(lambda: some(1, 2))
show(lambda: some(1, 2, k=3))
show(lambda: one(1, a=1))
show(lambda: one(b=1))
show(lambda: Box().put(1))
show(lambda: Box().put())
show(lambda: Box().put(1, 2, 3))
show(lambda: Box.make())
show(lambda: Box.free())
show(lambda: Box(1, 2))
show(lambda: Box(length=1))
show(lambda: Plain(1))
show(lambda: Plain(a=1))
show(lambda: (lambda x, y: 0)(1))
show(lambda: len())
show(lambda: len(1, 2))
show(lambda: len([], key=1))
show(lambda: "".join())
show(lambda: [].append())
show(lambda: [].append(1, 2))
show(lambda: {}.get())
show(lambda: object(1))
show(lambda: Box.put(1))
nothing, text = None, "text"
show(lambda: nothing())
show(lambda: text())
show(lambda: Box()())
show(lambda: one(**{"a": 1, "b": 2}))
show(lambda: two(*[1], **{"a": 2}))


def outer():
    def inner(a): ...

    return inner


show(lambda: outer()())
show(lambda: outer()(1, 2))
