# Numbers read from bytes, which are ASCII to them.
def show(f):
    try: print(f())
    except BaseException as e: print(type(e).__name__, e)
for v in (b'\xff', bytearray(b'\xff1'), b'1\xff', b'\xc3\xa9', b'\x00', b'12\x00', b'', bytearray(b' 12 '), memoryview(b'12'), b'0x1f', b'\xd9\xa1',bytearray(b'abc'),b'9'*5000):
    show(lambda: int(v)); show(lambda: int(v,16)); show(lambda: int(v,0)); show(lambda: float(v)); show(lambda: int(v,10))
    class I(int): pass
    show(lambda: I(v))
show(lambda:int('\x00')); show(lambda:int('1'*5000)); show(lambda: int('é')); None
show(lambda:int('a'*300)); show(lambda:int(b'a'*300))
class B(bytes):
    def __int__(self): return 5
    def __index__(self): return 6
show(lambda:int(B(b'\xff')))
class B(bytes): pass
show(lambda:int(B(b'\xff')))
show(lambda:int(B(b'77')))
import array
show(lambda:int(array.array('B',[0xff,49])))
show(lambda:int(array.array('B',[49])))
show(lambda: int(b'\x1c1')); show(lambda: int('\x1c1')); show(lambda: float(b'\x1f1')); show(lambda: float('\x1f1')); show(lambda: int(b' \x0b1\x0c')); show(lambda: int('\x1c\u0661\x1f')); show(lambda: float('\x1c\u0661'))
