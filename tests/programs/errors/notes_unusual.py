import sys, collections, array, io
real = sys.stderr
sys.stderr = io.StringIO()
class Seq:
    def __repr__(self): return 'SEQ'
    def __len__(self): return 2
    def __getitem__(self, i):
        if i < 2: return 'item%d' % i
        raise IndexError
import collections.abc
class ASeq(collections.abc.Sequence):
    def __len__(self): return 2
    def __getitem__(self, i):
        if i < 2: return 'item%d' % i
        raise IndexError
class BadRepr:
    def __repr__(self): raise ValueError('r')
class BadStr:
    def __str__(self): raise ValueError('r')
class BadIter(collections.abc.Sequence):
    def __len__(self): return 2
    def __getitem__(self, i): raise ValueError('gi')
class LS(list): pass
class LBad(list):
    def __iter__(self): return iter(['other'])
    def __str__(self): return 'LBAD'
class StrSub(str):
    def __str__(self): return 'sub str'
vals = [['a', 'b\nc', ''], ('t', 'u'), Seq(), ASeq(), 5, 'string', b'bytes', {'a': 1}, {1}, None, BadRepr(), [BadStr(), 'x', 5, None], collections.deque(['d']), range(2), LS(['l']), LBad(['q']), [StrSub('abc')], array.array('i', [1]), [], bytearray(b'ba'), memoryview(b'mm'), ['a\n'], ['\n'], [BadRepr()], collections.UserList(['ul']), collections.UserString('us')]
for v in vals:
    e = ValueError('x'); e.__notes__ = v
    print('##', type(v).__name__, file=sys.stderr)
    sys.excepthook(ValueError, e, None)
class P(Exception):
    @property
    def __notes__(self): print('prop', file=sys.stderr); return ['from prop']
sys.excepthook(P, P(), None)
class PE(Exception):
    @property
    def __notes__(self): raise RuntimeError('x')
sys.excepthook(P, PE(), None)
class PA(Exception):
    @property
    def __notes__(self): raise AttributeError('x')
sys.excepthook(P, PA(), None)
class C(Exception):
    __notes__ = ['class']
sys.excepthook(P, C(), None)

print(sys.stderr.getvalue())
sys.stderr = real
