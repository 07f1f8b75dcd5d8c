# A string's iterator that has come to its end stays there, and drops its string; those of dicts and sets reduce to a list.
def show(f):
    try:
        print(repr(f()))
    except BaseException as e:
        print(type(e).__name__, e)


import copy
import gc
import pickle
import weakref

it = iter("ab")
print(list(it), next(it, None), next(it, None), it.__reduce__(), it.__length_hint__())
it.__setstate__(0)
print(list(it), it.__reduce__())
it = iter("aé€")
print(next(it), it.__reduce__(), it.__length_hint__())
it.__setstate__(2)
print(list(it), list(it))
it = iter("ab")
it.__setstate__(5)
print(it.__reduce__(), it.__length_hint__(), list(it), it.__reduce__())


class Text(str):
    pass


text = Text("ab")
gone = weakref.ref(text)
it = iter(text)
del text
gc.collect()
print(gone() is None)
list(it)
gc.collect()
print(gone() is None)

d = {1: 2, 3: 4, 5: 6}
for make in (lambda: iter(d), lambda: iter(d.values()), lambda: iter(d.items()), lambda: reversed(d), lambda: reversed(d.items()), lambda: iter({7}), lambda: iter(frozenset([8]))):
    it = make()
    if len(list(make())) > 1:
        next(it)
    function, (rest,) = it.__reduce__()
    print(function, rest, list(copy.copy(it)), list(pickle.loads(pickle.dumps(it))), list(it), it.__reduce__())
