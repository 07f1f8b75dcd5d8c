"""Comparisons of ints with floats of derived classes, and numbers for %d that are texts."""
class C2(float):
    def __ne__(self, o): return ('ne', o)
    def __lt__(self, o): return ('lt', o)
    def __gt__(self, o): return ('gt', o)
    def __eq__(self, o): return ('eq', o)
print(9 != C2(0), 9 < C2(0), 9 == C2(0), 9 > C2(1))
def f(a,b): return a != b
def g(a,b): return a < b
for i in range(100): f(9, 1.5); g(9, 1.5)
print(f(9, C2(0)), g(9,C2(1)), f(1.5, C2(0)), f(2**80,C2(1)))
print((9).__ne__(C2(0)), (9).__lt__(1.5))
class C3(int):
    def __ne__(self, o): return ('ne', o)
    def __gt__(self, o): return ('gt', o)
print(1.5 != C3(2), 1.5 < C3(2), (1.5).__lt__(C3(2)), 1j != C3(1), 1j!=C2(1))
print('%d' % 7)
class B(bytes):
    def __float__(self): return 1.0
class S(str):
    def __float__(self): return 1.0
print('%d' % B(b'12'), '%d' % S('13'))
for o in (B(b'x'), S('y'), S(''), bytearray(b'1')):
    try: print('%d' % o)
    except Exception as e: print(type(e), e)
    try: print('%x' % o)
    except Exception as e: print(type(e), e)
class F:
    def __float__(self): return 3.7
class D:
    def __complex__(self): return 3.7
class Cx(complex): pass
for o in (F(), D(), 1j, Cx(1)):
    try: print('%d' % o)
    except Exception as e: print(type(e), e)
    try: print(b'%d' % o)
    except Exception as e: print(type(e), e)
for o in (memoryview(b'a'), memoryview(b'ab'), bytearray(b'a'), bytearray(b'ab'), b'ab', 'ab', 5):
    try: print(ord(o))
    except Exception as e: print(type(e), e)
for v in ('', 'a', [], [1,'a'], ['a'], (300,), 5, None, iter('ab'), iter([])):
    b = bytearray(b'xy')
    try: print(b.extend(v), b)
    except Exception as e: print(type(e).__name__, e, b)
    try: print(bytearray(v), bytes(v))
    except Exception as e: print(type(e).__name__, e, b)
    try:
        b[1:1] = v; print(b)
    except Exception as e: print(type(e).__name__, e, b)
