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
