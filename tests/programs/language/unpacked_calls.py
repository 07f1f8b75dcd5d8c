"""Calls with unpacked arguments, of functions of all kinds, and what they raise."""
import sys, copy, pickle
def f(a,b=2,*r,k=1,**kw): return a,b,r,k,kw
class C:
    def __init__(s,*a,**k): s.a=a; s.k=k
    def m(s,*a,**k): return a,k
    def g(s,*a):
        for x in a: yield x
    async def co(s,*a): return a
c=C(1)
for _ in range(3):
    print(f(*(1,)), f(*[1,2,3]), f(*(1,2,3),k=5), f(*(1,),**{'z':1}), f(**{'a':3}), c.m(*(1,2)), c.m(*[],**{'q':1}), list(c.g(*(1,2,3))))
for g in (lambda: f(*()), lambda: f(*(1,),**{'a':2}), lambda: c.m(*1), lambda: f(*(1,),**{1:2}), lambda: C.m(*()), lambda: len(*(1,2))):
    try: print(g())
    except TypeError as e: print(e)
def deep(n,*a): return deep(n-1,*a) if n else a
sys.setrecursionlimit(5000)
print(deep(400,1))
def gen(*a):
    for x in a: yield f(*(x,))
print(list(gen(1,2)))
class D:
    def __del__(s): print('del')
def take(*a): return len(a)
print(take(*(D(),)))
def tb(*a): raise ValueError(a)
import traceback
try: tb(*(1,2))
except ValueError as e: print([(x.lineno,x.name) for x in traceback.extract_tb(e.__traceback__)])
class P:
    def __init__(s,x): s.x=x
    def __eq__(s,o): return s.x==o.x
p=P([1,{2:3}])
print(copy.copy(p)==p, copy.deepcopy(p)==p, pickle.loads(pickle.dumps(p))==p)
class S:
    __slots__=('a','b')
s=S(); s.a=1
print(copy.copy(s).a, s.__reduce_ex__(2)[0].__name__, s.__getstate__())
class N(tuple):
    def __new__(cls,a,b): return super().__new__(cls,(a,b))
    def __getnewargs__(s): return tuple(s)
print(copy.deepcopy(N(1,[2])), pickle.loads(pickle.dumps(N(1,2))))
import asyncio
print(asyncio.run(c.co(*(1,2))))
class I:
    def __init__(self, *a): pass
print(type(I(*(1,2,3))).__name__, type(I(*[])).__name__)
import functools
print(functools.partial(f,1)(*(2,),**{'k':9}))
def f(a,b=2,c=3): return a,b,c
class C:
    def m(self,x=1,*,k=5): return x,k
    def n(self,x=[1]): return x
def run():
    c=C(); out=[]
    for i in range(4): out+= [f(1),f(1,2),f(1,5,6),c.m(),c.m(2),c.n(),c.n(3)]
    return out
print(run())
for g in (lambda: f(), lambda: f(1,2,3,4), lambda: C().n(1,2)):
    try: g()
    except TypeError as e: print(e)
f.__defaults__=(9,); 
try: print(f(1,2)); print(f(1))
except TypeError as e: print(e)
f.__defaults__=None
try: f(1,2)
except TypeError as e: print(e)
f.__defaults__=(1,2,3); print(f())
def gen():
    for i in range(2): yield h(i)
def h(a,b=7): return a+b
print(list(gen()))

