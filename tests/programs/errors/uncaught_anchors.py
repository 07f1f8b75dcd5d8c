# Carets point at the part of the line that failed.
def call(f, *args):
    return f(*args)


class Box:
    items = {"a": [1, 2, {"deep": None}]}

    def method(self, n):
        return self.items["a"][n]["deep"].missing + len(self.items)


def arithmetic(a, b):
    total = 1 + (a + b) * (a / b) - 3
    return total


def chain():
    try:
        arithmetic(1, 0)
    except ZeroDivisionError:
        return call(Box().method, 2)


x = 5
result = (
    chain()
    + x
)
