# bytes.fromhex of text and buffers.
def show(f):
    try: print(repr(f()))
    except BaseException as e: print(type(e).__name__, e)
import array
for v in (b'aabb', bytearray(b'aa bb'), memoryview(b'aa\tbb'), 'aa\x0bbb', 'aa\x0cbb', 'aa\x1cbb', 'aa\x85bb', 'aa\xa0bb', 'a abb', 'aab', 'aabg', 'agbb', 'aa g', 'é', 'aaé', 'aé', '１２', ' ', '', b'', b'a', b'\xff', b'a\xff', 'aabbc ', 'aabbc', ' aa  b', 5, None, array.array('B',b'aa'), memoryview(b'aaxbb')[::1], memoryview(b'abab')[::2], 'aa\0bb', '0x11', 'a\n', 'abz'):
    show(lambda: bytes.fromhex(v)); show(lambda: bytearray.fromhex(v))
show(lambda: bytes.fromhex()); show(lambda: bytes.fromhex(string='aa'))
class B(bytes): pass
show(lambda: B.fromhex('aa')); show(lambda: type(B.fromhex('aa')))
class C(bytearray):
    def __init__(s,*a): print('init',a)
show(lambda: C.fromhex('aa'))
