# An instance of a subclass of int is an int already, whatever its __index__ says; what __index__ gives is made plain.
import re
def show(f):
    try: print(re.sub(' at 0x[0-9a-f]*','',repr(f())))
    except BaseException as e: print(type(e).__name__, e)
from collections import deque
d=deque([1,2,3],5)
class I(int):
    def __index__(s): return 99
l=[1,2,3]
for o in (l,(1,2,3),'abc',b'abc',bytearray(b'abc'),range(3),d,memoryview(b'abc')):
    show(lambda: o[I(1)]); 
    if not isinstance(o,deque): show(lambda: o[I(0):I(2)]) if not isinstance(o,memoryview) else show(lambda: bytes(o[I(0):I(2)]))
show(lambda: 'a'*I(2)); show(lambda: [1]*I(2)); show(lambda: bytes(I(2))); show(lambda: chr(I(65))); show(lambda: hex(I(16))); show(lambda: __import__('operator').index(I(3))); show(lambda: type(__import__('operator').index(I(3)))); show(lambda: __import__('math').factorial(I(3))); show(lambda: round(1.234,I(1))); show(lambda: divmod(I(7),2)); show(lambda: l.insert(I(1),9)); show(lambda: l.pop(I(1))); show(lambda: '%c'%I(65)); show(lambda: '%x'%I(65)); show(lambda: int.to_bytes(I(5),I(2),'big')); show(lambda: slice(I(1),I(2)).indices(I(5))); show(lambda: sum([I(1),I(2)])); show(lambda: bin(True)); show(lambda: [1,2][True]); show(lambda: range(True)[0]); show(lambda: type(range(5)[True])); show(lambda: __import__('operator').index(True)); show(lambda: __import__('itertools').islice(l,I(1)))
class B:
    def __index__(s): return True
class C:
    def __index__(s): return I(2)
import warnings; warnings.simplefilter('ignore')
show(lambda: [1,2,3][B()]); show(lambda: [1,2,3][C()]); show(lambda: __import__('operator').index(C())); show(lambda: __import__('operator').index(B())); show(lambda: range(C()));show(lambda: bytes(C()))
import enum
class E(enum.IntEnum): A=1
show(lambda: l[E.A]); show(lambda: range(E.A)); show(lambda: type(range(E.A).stop))
show(lambda: list[int]|list[str]|None|list[int]); show(lambda: (int|str)|(str|bytes)); show(lambda: (int|str)==(str|int)); show(lambda: int|(int|str))
# A bool that __index__ or __int__ gives is its number.
import operator
class T:
    def __index__(self): return True
class U:
    def __int__(self): return True
for f in (int, operator.index, hex, round if 0 else bin, lambda x: range(x), lambda x: [5, 6][x], lambda x: 'a'*x, lambda x: int('1', 16) + int(x)):
    show(lambda: f(T())); show(lambda: f(U()))
