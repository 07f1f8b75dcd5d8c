"""Which dictionaries of attributes can be replaced and deleted."""
def f(): pass
class C: pass
import functools, types
def g(): yield

objs = [('function', f), ('lambda', lambda: 0), ('instance', C()), ('exception', ValueError()), ('partial', functools.partial(f)), ('module', types.ModuleType('m')), ('class', C), ('type', int), ('namespace', types.SimpleNamespace()), ('static', staticmethod(f)), ('classm', classmethod(f)), ('method', C().__init__), ('lru', functools.lru_cache(f))]
for n, o in objs:
    try: o.x = 1
    except Exception as x: print(n, 'set', type(x).__name__, x)
    try: del o.__dict__; print(n, 'deleted', o.__dict__ if n != 'class' else '')
    except Exception as x: print(n, 'del', type(x).__name__, x)
    try: o.__dict__ = 5; print(n, 'set5')
    except Exception as x: print(n, 'set5', type(x).__name__, x)
    try: o.__dict__ = {'a': 1}; print(n, 'set', o.a)
    except Exception as x: print(n, 'setd', type(x).__name__, x)
class M(types.ModuleType):
    @property
    def q(self): return 'Q'
    @q.setter
    def q(self, v): print('set q', v)
m = M('m')
m.q = 3
try: del m.q
except AttributeError as e: print(e)
print(m.q, 'q' in m.__dict__)
class S(M):
    __slots__ = ('a',)
s = S('s'); s.a = 1; print(s.a, 'a' in s.__dict__)
class D(M):
    def __setattr__(self, n, v): print('sa', n); super().__setattr__(n, v)
d = D('d'); d.x = 1; print(d.x)
try: d.__dict__ = {}
except AttributeError as e: print(e)
