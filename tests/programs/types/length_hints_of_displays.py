# What makes a list asks what it is made of how many items there are: displays and several starred arguments ask the iterable, what has its own
# iterator asks that.
from collections import deque


class Iterable:
    def __iter__(self):
        print("iter", end=" ")
        return iter([1, 2])


class Sequence:
    def __getitem__(self, i):
        if i > 1:
            raise IndexError
        return str(i)


def raises(error):
    def f(self):
        print("asked", end=" ")
        raise error

    return f


def gives(value):
    def f(self):
        print("asked", end=" ")
        return value

    return f


operations = """[*o]
[*o, *o]
(*o,)
(lambda *a: a)(*o)
(lambda *a: a)(1, *o)
"".join(o)
b"".join(o)
x = [1]; x[:] = o; print(x)
x = [1, 2]; x[::2] = o
*a, = o; print(a)
a, *b = o; print(a, b)
a, b, c, *d = o
a, b = o
repr(o)[:5]
iter(o).__length_hint__()
list(iter(o))""".splitlines()
answers = {"-1": gives(-1), "text": gives("x"), "5": gives(5), "not": gives(NotImplemented), "huge": gives(2**70), "value": raises(ValueError("no")), "type": raises(TypeError("no"))}
for base in (Iterable, Sequence, deque):
    for method in ("__len__", "__length_hint__"):
        for name, answer in answers.items():
            made = type("Made", (base,), {method: answer})
            for text in operations:
                o = made([1, 2]) if base is deque else made()
                if base is not deque and text.startswith("repr"):
                    continue
                print(base.__name__, method, name, text, end=": ")
                try:
                    print(eval(text)) if "=" not in text else exec(text)
                except Exception as e:
                    print(type(e).__name__, e)
                else:
                    if "=" in text and "print" not in text:
                        print()
