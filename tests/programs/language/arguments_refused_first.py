# Of several things that are wrong with the arguments of a call, what is said.
three = 3


def f(a, b, /, c=1): return a, b, c
def g(a=1, b=2, /, c=1, *, d=4): return a, b, c, d
def h(a, /, b, *args, k): pass


for text in """f(a=1, b=2)
f(b=2, a=1)
f(d=1, a=2)
f(1, d=2, b=2)
f(1, c=2, b=2)
f(1, 2, 3, c=1, b=2)
f(1, 2, 3, c=1, zz=2)
g(a=1, zz=2)
g(zz=1, b=2, a=1)
g(1, 2, 3, b=2)
g(1, 2, 3, 4, b=2)
h(1, 2, a=1)
h(zz=1, a=2)
h(b=1, zz=2)
h(1, cc=1, a=3)
f(**{"a b": 1, "b": 2})
f(1, 2, c=1, **{"c": 2})
f(*1, **{1: 2})
f(*1, **2)
f(*[1], **{1: 2})
f(*1, a=1)
f(**{1: 2}, **{"a": 1})
f(**{1: 2}, **{1: 3})
(lambda *a, **k: 0)(*-100, **{1: 2})
three(*1)
three(**{1: 2})
three(**1)
three(*1, **{1: 2})
f(1, *2, 3)
len(*1)
int(**{1: 2})
"a".join(*1, **{1: 2})
f(x=1, **{1: 2})
f(a=1 / 0, **1)
f(**1, **2)
f(*f, **1)""".splitlines():
    try:
        print(text, eval(text))
    except Exception as e:
        print(text, type(e).__name__, e)
