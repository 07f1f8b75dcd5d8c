# `+` and `*` of a sequence ask the class on their right first; they are no operators of numbers.
def show(f):
    try: print(repr(f()))
    except BaseException as e: print(type(e).__name__, e)
import collections, array
class R:
    def __radd__(s,o): return ('radd',type(o).__name__)
    def __rmul__(s,o): return ('rmul',type(o).__name__)
    def __index__(s): return 2
    def __iter__(s): return iter([7])
class Q:
    def __index__(s): return 2
    def __iter__(s): return iter([7])
class N:
    def __radd__(s,o): return NotImplemented
    def __rmul__(s,o): return NotImplemented
    def __index__(s): return 2
    def __iter__(s): return iter([7])
for c in (R,Q,N):
    for mk in (lambda:'a',lambda:b'a',lambda:bytearray(b'a'),lambda:[1],lambda:(1,),lambda:collections.deque([1]),lambda:array.array('b',[1]), lambda: type('L2',(list,),{})([5])):
        show(lambda: mk()+c()); show(lambda: mk()*c())
        def f():
            x=mk(); x+=c(); return x
        show(f)
        def f():
            x=mk(); x*=c(); return x
        show(f)
