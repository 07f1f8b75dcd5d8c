# What bytes and bytearrays are made of: `__index__` comes before items and buffers, unless it is a TypeError.
def show(f):
    try: print(repr(f()))
    except BaseException as e: print(type(e).__name__, e)
class S(set):
    def __index__(s): return 3
class L(list):
    def __index__(s): return 3
class D(dict):
    def __index__(s): return 3
class T(tuple):
    def __index__(s): return 3
class St(str):
    def __index__(s): return 3
class Bt(bytes):
    def __index__(s): return 3
class BA(bytearray):
    def __index__(s): return 3
class E(list):
    def __index__(s): raise TypeError('ti')
class E2(list):
    def __index__(s): raise ValueError('vi')
class E3(list):
    def __index__(s): return 'a'
class E4(list):
    def __index__(s): return 2**70
class E5(list):
    def __index__(s): return -1
class M(Bt):
    def __bytes__(s): return b'by'
for o in (S({1}),L([1]),D({1:1}),T([1]),St('a'),Bt(b'a'),BA(b'a'),E([1]),E2([1]),E3([1]),E4([1]),E5([1]),M(b'a'),frozenset([1]),range(3),2**70,-1,None,1.0,'a',{'a'},[256],[-1],['a'],[2**70],(None,)):
    show(lambda: bytes(o)); show(lambda: bytearray(o))
    def f():
        b=bytearray(b'12345'); b[1:3]=o; return b
    show(f)
    def f():
        b=bytearray(b'12345'); b.extend(o); return b
    show(f)
    def f():
        b=bytearray(b'12345'); b+=o; return b
    show(f)
    def f():
        b=bytearray(b'12345'); b[1]=o; return b
    show(f)
