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
# The arguments of hex: the size of groups is looked at before the separator, which is text or bytes that do not change.
class I:
    def __index__(s): print('index'); return 3
for v in (b'abcd', bytearray(b'abcd'), memoryview(b'abcd'), memoryview(b'abcd').cast('B', [2, 2])):
    for args in ((b':',), (bytearray(b':'),), (memoryview(b':'),), (bytearray(b'::'),), (b'\xb2', 'x'), (1, 'x'), (1, I()), (':', I()), ('é', I()), (None, 'x'), ('', 'x'), (':', 10**30), (':', -3)):
        show(lambda: v.hex(*args))
m = memoryview(b'ab'); m.release()
for args in ((), (1,), ('x', 'x'), ('x', I())): show(lambda: m.hex(*args))
# What is not ASCII is the first thing that is wrong with a text, wherever it stands.
for t in ("a'zz tophéllo", '\x00héllo', 'aé', 'é', 'ab cé', '1 é', 'abc日', 'zz é', 'ab c d é', b'\xff', b'1\xff'):
    show(lambda: bytes.fromhex(t)); show(lambda: bytearray.fromhex(t))
