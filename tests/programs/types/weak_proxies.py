"""Weak proxies: shared where they can be, called back with themselves, dead ones."""

import weakref, gc
class O:
    foo=1
    def __call__(self): return 'called'
class N: 
    x=2
o=O(); n=N()
print(weakref.proxy(o) is weakref.proxy(o), weakref.proxy(n) is weakref.proxy(n), weakref.ref(o) is weakref.ref(o))
p=weakref.proxy(o); r=weakref.ref(o)
print([type(x).__name__ for x in weakref.getweakrefs(o)], weakref.getweakrefcount(o))
q=weakref.proxy(o, lambda x: print('gone', type(x).__name__, x is q))
print(q is p, weakref.getweakrefcount(o), p.foo, p(), type(p).__name__, type(weakref.proxy(n)).__name__)
try: hash(p)
except TypeError as e: print(e)
del o
for f in (lambda: p.foo, lambda: p(), lambda: bool(p), lambda: str(p)):
    try: f()
    except ReferenceError as e: print(e)
print(repr(p).split(' at ')[0], repr(p).split(';')[1])
pn=weakref.proxy(n); pn.y=5; print(n.y, pn.x, isinstance(pn, N), pn == n)
n2=N(); l=[weakref.proxy(n2, lambda x: None) for i in range(5)]
print(len(set(map(id,l))), weakref.proxy(n2) is weakref.proxy(n2), weakref.getweakrefcount(n2))
k = weakref.proxy(n2)
print(weakref.getweakrefcount(n2), [type(x).__name__ for x in weakref.getweakrefs(n2)][:2])
class C: pass
c=C(); c.me=weakref.proxy(c); c.c=c
w=weakref.ref(c); del c; gc.collect(); print(w())
try: weakref.proxy(5)
except TypeError as e: print(e)
try: weakref.ProxyType(n)
except TypeError as e: print(e)
for x in (weakref.proxy(n), weakref.ref(n)):
    try: weakref.proxy(x)
    except TypeError as e: print(e)
