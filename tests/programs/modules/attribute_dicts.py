# The `__dict__` of built-in types is not deleted.
import functools
def f(): pass
class C: pass
c=C()
for o in (f,c,functools.partial(f),C,BaseException(),classmethod(f),staticmethod(f),property(f),functools.lru_cache(f)):
    for v in ('del',5,{'a':1},None):
        try:
            if v=='del': del o.__dict__
            else: o.__dict__=v
            print('ok', o.__dict__ if type(o.__dict__) is dict else '')
        except Exception as e: print(type(e).__name__,e)
def show(f):
    try: print(repr(f()))
    except BaseException as e: print(type(e).__name__, e)
class A:
    __slots__=('q',)
    def __setattr__(s,n,v): object.__setattr__(s,n,v)
    def __delattr__(s,n): object.__delattr__(s,n)
class B:
    __slots__=('q',)
class C:
    __slots__=()
    def __setattr__(s,n,v): pass
show(lambda: setattr(A(),'x',1)); show(lambda: delattr(A(),'x')); show(lambda: setattr(B(),'x',1)); show(lambda: delattr(B(),'x')); show(lambda: object.__setattr__(C(),'x',1)); show(lambda: object.__delattr__(C(),'x')); show(lambda: object.__setattr__(5,'x',1)); show(lambda: setattr(5,'x',1)); show(lambda: delattr(5,'x')); show(lambda: setattr(5,'real',1)); show(lambda: object.__setattr__(A(),'__class__',int))
