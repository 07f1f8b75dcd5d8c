"""functools.partial: states, copies, pickles; getters of operator."""

import copy
import functools
import operator
import pickle
from functools import Placeholder, partial


class Named(partial):
    pass


def show(*args, **keywords):
    return args, keywords


p = partial(show, 1, a=2)
p.note = [3]
for q in copy.copy(p), copy.deepcopy(p), pickle.loads(pickle.dumps(p)):
    print(q(5), q.note, q.note is p.note, q.args is p.args)
print(p.__reduce__()[2][1:])
q = partial(int)
q.__setstate__((show, (Placeholder, 7), {"b": 8}, {"x": 9}))
print(q(6), q.x, q.func is show)
q.__setstate__((show, (), None, None))
print(q(), vars(q))
for bad in (), (show, (), {}), (1, (), {}, None), (show, [], {}, None), (show, (), [], None), (show, (Placeholder,), {}, None), 5:
    try:
        q.__setstate__(bad)
    except TypeError as e:
        print(type(e).__name__, e)
print(partial(Named(show, Placeholder, 2), 1).args, partial(Named(show, 1), 2).func is show)
q.keywords[1] = 2
try:
    q()
except TypeError as e:
    print(type(e).__name__)
print(type(Placeholder)() is Placeholder, copy.copy(Placeholder) is Placeholder, pickle.loads(pickle.dumps(Placeholder)) is Placeholder)
print(partial[int])
loop = partial(show)
loop.__setstate__((loop, (), {}, {}))
print(repr(loop).count("..."))


@functools.lru_cache
def doubled(n):
    return 2 * n


print(pickle.loads(pickle.dumps(doubled)) is doubled, copy.copy(doubled) is doubled)
for f in operator.itemgetter(1, 0), operator.attrgetter("real", "imag.real"), operator.methodcaller("split", "b"), operator.methodcaller("split", maxsplit=1):
    g = pickle.loads(pickle.dumps(f))
    print(f, g, copy.copy(f))
print(pickle.loads(pickle.dumps(operator.methodcaller("split", maxsplit=1)))("a b c"))

# What is no dict is refused before anything is set.
import functools

p = functools.partial(print, 1)
try:
    p.__setstate__((int, (), {}, 1))
except TypeError as e:
    print(e, p.func is print, p.args)
