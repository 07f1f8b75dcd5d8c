"""What a class has to be for its abstract methods to count: told once, when they are set."""
import inspect, abc
class M(type):
    @property
    def __abstractmethods__(cls): print('M prop'); return {1}
class A(metaclass=M): pass
print(inspect.isabstract(A), inspect.isabstract(M), inspect.isabstract(type), bool(type.__flags__ & (1<<20)))
class T:
    def __init__(self, n): self.n=n
    def __bool__(self): print('bool', self.n); return self.n > 0
class B: pass
B.__abstractmethods__ = T(1)
print('flags', bool(B.__flags__ & (1<<20))); 
print('flags', bool(B.__flags__ & (1<<20)));
try: B()
except TypeError as e: print('TypeError', e)
except Exception as e: print(type(e), e)
B.__abstractmethods__ = T(0)
print('flags', bool(B.__flags__ & (1<<20))); 
try: print(B() is not None)
except TypeError as e: print(e)
del B.__abstractmethods__
print('flags', bool(B.__flags__ & (1<<20))); 
try: del B.__abstractmethods__
except AttributeError as e: print('AE', e)
try: B.__abstractmethods__
except AttributeError as e: print('AE', e)
class C:
    __abstractmethods__ = frozenset(['x'])
print('C', bool(C.__flags__ & (1<<20)));
try: print(type(C()))
except TypeError as e: print('TypeError', e)
print(inspect.isabstract(C))
class D(abc.ABC):
    @abc.abstractmethod
    def f(self): pass
    @abc.abstractmethod
    def g(self): pass
print(D.__abstractmethods__, bool(D.__flags__ & (1<<20)), inspect.isabstract(D)) if 0 else print(sorted(D.__abstractmethods__), bool(D.__flags__ & (1<<20)), inspect.isabstract(D))
class E(D):
    def f(self): pass
try: E()
except TypeError as e: print(e)
try: D()
except TypeError as e: print(e)
class F(E):
    def g(self): pass
F()
class G(D): pass
G.__abstractmethods__ = frozenset()
G()
print(bool(G.__flags__ & (1<<20)))
G.__abstractmethods__ = ['q', 'p']
try: G()
except TypeError as e: print(e)
class H(G): __abstractmethods__ = ()
class Bad:
    def __bool__(self): raise RuntimeError('bad')
try: B.__abstractmethods__ = Bad()
except RuntimeError as e: print('RE', e)
try: print('still', B.__abstractmethods__)
except AttributeError as e: print('AE', e)
try: type.__abstractmethods__
except AttributeError as e: print('AE', e)
try: int.__abstractmethods__ = {1}
except TypeError as e: print('TE', e)
# through setattr type
type.__setattr__(B, '__abstractmethods__', frozenset(['z']))
try: B()
except TypeError as e: print(e)
class BB(B): pass
print(bool(BB.__flags__ & (1<<20))); print(type(BB()))
class X(Exception, abc.ABC):
    @abc.abstractmethod
    def f(self): pass
try: print(type(X()))
except TypeError as e: print(e)
class Y(dict, abc.ABC):
    @abc.abstractmethod
    def f(self): pass
try: print(type(Y()))
except TypeError as e: print(e)

# What `__abstractmethods__` has may be no name.
class Odd(abc.ABC):
    @abc.abstractmethod
    def f(self): ...
Odd.__abstractmethods__ = [1, 2]
try: Odd()
except TypeError as e: print(e)
