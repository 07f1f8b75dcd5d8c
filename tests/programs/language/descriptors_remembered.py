"""Descriptors asked for again and again at one place of the code, while classes change; and keywords bound in place."""
class C:
    def __init__(s): s.x=1; s.d={}
    @property
    def p(s): return s.x
    @p.setter
    def p(s,v): s.x=v
    @property
    def bad(s): raise AttributeError('inner')
    @property
    def rec(s): return s.rec
    @classmethod
    def cm(cls,*a): return cls.__name__,a
    @staticmethod
    def sm(*a): return a
    def m(self,*a,k=1,**kw): return a,k,kw
def run(c):
    out=[]
    for i in range(5):
        out.append(c.p); out.append(c.__class__.__name__); out.append(sorted(c.__dict__)); out.append(c.cm(1)); out.append(c.sm(2)); out.append(type(c).cm(3)); out.append(C.sm(4)); f=c.m; out.append(f(1,k=3,z=4)); out.append(C().p)
        c.p=i
    return out
print(run(C()))
class D(C):
    p=5
print(run2:=[run(x)[0] for x in (C(),)])
c=C()
def get(o): return o.p
for i in range(4): print(get(c))
C.p=property(lambda s: 'new')
print(get(c))
C.p=7
print(get(c))
c.__dict__['p']='own'
print(get(c))
del C.p
print(get(c))
import traceback
def bad(o): return o.bad
for i in range(3):
    try: bad(c)
    except AttributeError as e: print(e, [ (f.lineno,f.name) for f in traceback.extract_tb(e.__traceback__)])
try: c.rec
except RecursionError as e: print('rec')
class G:
    def __getattr__(s,n): return 'ga '+n
    @property
    def q(s): raise AttributeError('q')
g=G()
def gq(o): return o.q
print([gq(g) for i in range(3)])
class Desc:
    def __get__(s,o,t): return (o is None, t.__name__)
class H: d=Desc()
def hd(o): return o.d
h=H()
print([hd(h) for _ in range(3)], [hd(H) for _ in range(3)])
Desc.__set__=lambda s,o,v: None
print(hd(h)); h.__dict__['d']=3; print(hd(h)); del Desc.__set__; print(hd(h))
del Desc.__get__
print(hd(H) is H.__dict__['d'])
def gen(o):
    for i in range(3): yield o.p
class P:
    @property
    def p(s): return 9
print(list(gen(P())))
class PP:
    @property
    def p(s): yield 1
def it(o): return list(o.p)
print([it(PP()) for _ in range(3)])
def kw(a,b=2,*,c=3,d): return a,b,c,d
print(kw(1,d=4),kw(d=4,a=1),kw(b=5,d=6,a=7,c=8))
for args,kws in [((),{}),((1,),{}),((1,2,3),{'d':1}),((1,),{'a':2,'d':1}),((1,),{'e':2,'d':1})]:
    try: print(kw(*args,**kws))
    except TypeError as e: print(e)
def k2(a,/,b,*r,c=1): return a,b,r,c
print(k2(1,2),k2(1,2,3,4),k2(1,b=2),k2(1,2,c=3),k2(1,2,5,c=3))
for f in (lambda: k2(a=1,b=2), lambda: k2(1,2,b=3), lambda: k2(1), lambda: k2(), lambda: kw(1,d=2,x=3), lambda: kw(1,a=2,d=1)):
    try: print(f())
    except TypeError as e: print(e)
def va(*a): return a
print(va(),va(1),va(1,2,[3]))
def vb(x,*a,k=None): return x,a,k
print(vb(1),vb(1,2),vb(1,2,k=3),vb(x=1,k=2))
import enum
class E(enum.Enum):
    X=1
    Y=2
def ev(e): return e.value,e.name
print([ev(E.X) for _ in range(3)],[ev(E.Y) for _ in range(3)])
class M(type):
    @property
    def mp(cls): return cls.__name__+'!'
    def mm(cls): return 'mm'
class MM(metaclass=M):
    a=1
def mp(c): return c.mp,c.mm(),c.a
print([mp(MM) for _ in range(3)])
M.a=property(lambda c:'meta a')
print(mp(MM))
