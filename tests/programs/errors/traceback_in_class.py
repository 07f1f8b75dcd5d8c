# Frames of class bodies, lambdas, comprehensions, generators and nested functions are named with their qualified names.
def decorator(f):
    def wrapper(*args):
        return f(*args)

    return wrapper


class Outer:
    class Inner:
        @decorator
        def method(self, n):
            return list(self.generate(n))

        def generate(self, n):
            yield from (self.apply(i) for i in range(n))

        @staticmethod
        def apply(i):
            return (lambda x: [x / (x - 1) for _ in "a"])(i)


class Body:
    value = Outer.Inner().method(3)
