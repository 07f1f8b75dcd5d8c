"""Classes derived from that of modules, and modules that are given such a class."""
import sys
import types


class M(types.ModuleType):
    shown = 'class'
    @property
    def q(self): return 'Q'
    @q.setter
    def q(self, v): print('set q', v)
    def method(self): return self.__name__


m = M('m')
m.q = 3
m.x = 1
m.shown = 'module'
try: del m.q
except AttributeError as e: print(e)
print(m.q, m.x, m.shown, 'q' in m.__dict__, 'x' in m.__dict__, vars(m) is m.__dict__, m.method(), isinstance(m, types.ModuleType))
m.__dict__['q'] = 'hidden'
print(m.q)
types.ModuleType.__setattr__(m, 'y', 2)
object.__setattr__(m, 'z', 3)
exec('a = 1', m.__dict__)
print(m.a, m.y, m.z, sorted(n for n in m.__dict__ if n[0] != '_'), object.__getattribute__(m, 'x'))
object.__delattr__(m, 'z')
try: m.z
except AttributeError as e: print(e)
try: del m.z
except AttributeError as e: print(e)
try: m.__dict__ = {}
except AttributeError as e: print(e)


class S(M):
    __slots__ = ('a',)


s = S('s')
s.a = 1
s.b = 2
print(s.a, 'a' in s.__dict__, 'b' in s.__dict__)
try:
    class T(M): __slots__ = ('__dict__',)
except TypeError as e: print(e)


class D(M):
    def __setattr__(self, n, v):
        print('setting', n)
        super().__setattr__(n, v)
    def __getattr__(self, n): return 'none of ' + n


d = D('d')
d.x = 1
print(d.x, d.__dict__['x'], d.other)


class Mixin:
    def __init__(self, *args):
        super().__init__(*args)
        self.mixed = True


class X(Mixin, types.ModuleType): pass


x = X('x')
print(x.mixed, x.__dict__['mixed'])

# A module is given another class.
n = types.ModuleType('n')
n.value = 7
def get(): return n.value
def shown(): return n.shown
print(get(), get())
n.__class__ = M
print(type(n).__name__, n.q, n.value, get(), shown())
n.shown = 1
print(shown())
n.__class__ = D
n.w = 2
print(n.w, n.missing, get())
n.__class__ = types.ModuleType
print(type(n), n.w, get())
try: n.q
except AttributeError as e: print(e)
for c in int, Mixin, S, object:
    try: n.__class__ = c; print('now', c)
    except TypeError as e: print(e)
try: m.__class__ = X; print(type(m).__name__)
except TypeError as e: print(e)
sys.modules[__name__].__class__ = M
print(type(sys.modules[__name__]).__name__, sys.modules[__name__].q)
import __main__
print(__main__.method())
__main__.q = 5
print('q' in globals())


# A module that is loaded when it is first asked for something.
class Lazy(types.ModuleType):
    def __getattribute__(self, name):
        if object.__getattribute__(self, '__class__') is Lazy:
            object.__setattr__(self, '__class__', types.ModuleType)
            self.loaded = name
        return getattr(self, name)


z = Lazy('z')
print(z.loaded, type(z))
import importlib.util
spec = importlib.util.find_spec('colorsys')
loader = importlib.util.LazyLoader(spec.loader)
spec.loader = loader
lazy = importlib.util.module_from_spec(spec)
loader.exec_module(lazy)
print(type(lazy).__name__, lazy.rgb_to_hsv(1, 0, 0), type(lazy).__name__)
