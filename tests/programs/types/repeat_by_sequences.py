"""What * of sequences asks of operands that are sequences and have an index."""
class A(str):
    def __mul__(self, o): return ('mul', o)
class B(str):
    def __add__(self, o): return ('add', o)
class C(list):
    def __mul__(self, o): return ('mul', o)
    def __index__(self): return 2
class D(list):
    def __rmul__(self, o): return ('rmul', o)
    def __index__(self): return 2
class E(bytes):
    def __rmul__(self, o): return ('rmul', o)
class F(tuple):
    def __index__(self): return 2
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
t(lambda: 'a' * A('x'))
t(lambda: 'a' + B('x'))
t(lambda: [1] * C([5]))
t(lambda: [1] * D([5]))
t(lambda: 'a' * E(b''))
t(lambda: 2 * A('x'))
t(lambda: 2 * C([7]))
t(lambda: 2 * D([7]))
t(lambda: [1] * F())
t(lambda: F((1,)) * F())
t(lambda: A('x') * C())
t(lambda: C() * A('x'))
t(lambda: 2.5 * A('x'))
t(lambda: [1] * A('x'))
