"""What abstract base classes answer, asked more than once, with registrations in between."""
import abc, collections.abc as ca, weakref, numbers, gc
class A(abc.ABC):
    @abc.abstractmethod
    def f(self): ...
class B(A):
    def f(self): return 1
class R: pass
print(isinstance(R(),A), isinstance(R(),A), issubclass(R,A))
A.register(R)
print(isinstance(R(),A), isinstance(R(),A), issubclass(R,A), isinstance(B(),A), isinstance(B(),A))
class P:
    @property
    def __class__(self): return R
print(isinstance(P(),A), isinstance(P(),ca.Sequence))
for c in (ca.Sequence,ca.Hashable,ca.Iterable,ca.Mapping,numbers.Number):
    print([isinstance(x,c) for x in (1,'a',[],{},(),R(),1.5) for _ in range(2)])
class NW(type):
    pass
for _ in range(100):
    T=type('T',(),{}); isinstance(T(),A)
gc.collect()
try: isinstance(1, A()) 
except TypeError as e: print(e)
try: A.__instancecheck__(5) ; print(abc.ABCMeta.__instancecheck__(A,5))
except TypeError as e: print(e)
class Weird(abc.ABC):
    @classmethod
    def __subclasshook__(cls,c): return 5
try: print(isinstance(1,Weird))
except AssertionError as e: print(e)
class W2(abc.ABC):
    @classmethod
    def __subclasshook__(cls,c): return True
print(isinstance(3,W2),isinstance(3,W2),issubclass(int,W2))
A._abc_caches_clear()
print(isinstance(R(),A))
