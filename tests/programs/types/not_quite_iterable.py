import re

# What has an `__iter__` that gives no iterator, in the words of each who asks.
def show(f):
    try:
        print(re.sub(' at 0x[0-9a-f]*', '', repr(f())))
    except BaseException as e:
        print(type(e).__name__, e)


class N:
    def __iter__(s): return 5
class N2:
    __iter__=None
    def __getitem__(s,i): raise IndexError
class N3:
    def __iter__(s): raise KeyError('x')
class N4:
    def __getitem__(s,i): return 5 if i<3 else [][0]
class N5:
    def __iter__(s): return s
class N6:
    __contains__=None
class N7:
    def __iter__(s): return s
    __next__=None
for k in (N,N2,N3,N4,N5,N6,N7):
    show(lambda: 5 in k()); show(lambda: 6 in k()) if k is N4 else 0; show(lambda: list(k())); show(lambda: iter(k())); show(lambda: [].extend(k())); show(lambda: max(k())); show(lambda: ''.join(k())); show(lambda: [*k()]); show(lambda: (lambda *a:a)(*k())); show(lambda: dict(k())); show(lambda: sorted(k())); show(lambda: __import__('operator').contains(k(),5)); show(lambda: __import__('operator').countOf(k(),5)); show(lambda: __import__('operator').indexOf(k(),5)); show(lambda: enumerate(k())); show(lambda: zip(k())); show(lambda: sum(k()))
    def f():
        a,b=k()
    show(f)
    def f():
        for x in k(): pass
    show(f)
    def f():
        yield from k()
    show(lambda: list(f()))
    def f():
        l=[1,2]; l[:]=k()
    show(f)
    def f():
        l=[1,2]; l+=k()
    show(f)
# Who gives the wrong thing is named in full.
def inside():
    class Wrong:
        def __bool__(self): return 1.5
        def __index__(self): return self
        def __float__(self): return "a"
        def __iter__(self): return 3
        def __str__(self): return 3
    return Wrong()
for f in (bool, hex, float, iter, str, lambda w: [1][w]):
    show(lambda: f(inside()))
