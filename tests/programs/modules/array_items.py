# Arrays take items one by one, and say what multiplies them.
from array import array, _array_reconstructor as r
def show(f):
    try: print(repr(f()))
    except BaseException as e: print(type(e).__name__, e)
def ext(t,x):
    a=array(t,[]); 
    try: a.extend(x)
    except BaseException as e: print(type(e).__name__,e)
    return a
show(lambda: ext('b',[1,'x',2])); show(lambda: ext('b',[1,2,300])); show(lambda: ext('b',5)); show(lambda: ext('w','ab'))
a=array('b',[1,2])
def gen():
    yield 5; print(a); yield 6
a.extend(gen()); print(a)
show(lambda: array('b',gen())); show(lambda: a.fromlist([1,'x'])); print(a); show(lambda: a.fromlist((1,)))
class L(list):
    def __iter__(s): return iter([7])
show(lambda: array('b',L([1,2]))); show(lambda: ext('b',L([1,2])));  show(lambda: a.fromlist(L([1,2]))); print(a)
show(lambda: array('b',L(['x'])))
a=array('i',[1,2])
for v in ('a',1.0,None,2**70,-1,True,a):
    show(lambda: a*v); show(lambda: v*a)
    def f():
        global a
        b=array('i',[1,2]); b*=v; return b
    show(f)
    show(lambda: a+v)
    def f():
        b=array('i',[1,2]); b+=v; return b
    show(f)
    show(lambda: v in a); show(lambda: a[v])
    def f():
        b=array('i',[1,2]); b.extend(v); return b
    show(f)
    show(lambda: array(v)); show(lambda: array('i',v)); show(lambda: array('w',v)); show(lambda: array('d',v)); show(lambda: array('b',v))
show(lambda: a*3); show(lambda:3*a); show(lambda: a.__mul__('a')); show(lambda: a.__rmul__('a')); show(lambda: a.__imul__(None)); show(lambda: a.__add__(5))
show(lambda: [1]*'a');show(lambda: 'a'*1.0);show(lambda: b'a'*1.0);show(lambda: bytearray(b'a')*1.0);show(lambda: (1,)*1.0)
import collections; show(lambda: collections.deque([1])*1.0); show(lambda: 1.0*collections.deque([1]))
show(lambda: [1].__mul__('a'))
class M:
    def __rmul__(s,o): return 'rmul'
    def __index__(s): return 2
show(lambda: a*M()); show(lambda:[1]*M()); show(lambda:collections.deque([1])*M())
import sys
