"""Code of bodies, made that of functions, and code of functions that exec and eval run."""
import sys, types
n = globals().get('n', 0) + 1
code = sys._getframe().f_code
print('body', n, code.co_name)
if n == 1:
    def f(): return 1
    try: f.__code__ = code; print('set')
    except Exception as e: print(type(e).__name__, e)
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
    try: exec(code, {'n': 5}); print('exec ok')
    except Exception as e: print(type(e).__name__, e)
    try: F = types.FunctionType(code, {'n': 6}); print(F())
    except Exception as e: print(type(e).__name__, e)
    try: exec(code); print('exec ok', n)
    except Exception as e: print(type(e).__name__, e)
    try: print(eval(code, {'n': 8}))
    except Exception as e: print(type(e).__name__, e)
class C:
    print('C')
    cc = sys._getframe().f_code
    x = 1
def g(): pass
g.__code__ = C.cc
try: print('g()', g())
except Exception as e: print(type(e).__name__, e)
try: exec(C.cc, d := {'sys': sys, '__name__': 'k', 'print': print}); print(sorted(d))
except Exception as e: print(type(e).__name__, e)
try: print(types.FunctionType(C.cc, {'sys': sys, '__name__':'k'})())
except Exception as e: print(type(e).__name__, e)
try: print(types.FunctionType(compile('1+1', '', 'eval'), {})())
except Exception as e: print(type(e).__name__, e)
d = {}
try: print(types.FunctionType(compile('x=1;print(sorted(k for k in locals() if not k.startswith("__")))', '', 'exec'), d)(), sorted(d))
except Exception as e: print(type(e).__name__, e)
def gg():
    y = 2
    k = sys._getframe().f_code
    if y: return k
k = gg()
print(exec(k), eval(k) is k)
def h(): return locals()
print(eval(h.__code__))
exec(h.__code__)
def gen(): yield 1
print(type(eval(gen.__code__)))
async def co(): pass
x = eval(co.__code__); print(type(x)); x.close()
l = lambda: globals() is G
G = {'G':1}
G['G'] = G
print(eval(l.__code__, G))
listcomp = None
try: print((lambda: exec((lambda: x).__code__))())
except Exception as e: print(type(e).__name__, e)
cl = type('Q', (), {}); 
print(type(__build_class__(g, 'Z')))
def body():
    x = 5
print(__build_class__(body, 'Z').__dict__.get('x'))
# An instance is no namespace.
class Made: pass
def init(self): pass
def deep(n): return deep(n - 1) if n else g()
print(deep(20))
def bad(): return 1
bad.__code__ = compile('zz = 1\nraise KeyError(zz)', '', 'exec')
try: bad()
except KeyError as e: print('KeyError', e, zz)
try: bad(1)
except TypeError as e: print('TypeError', e)
# types.coroutine gives each function the same copy of its code.
def plain(): yield 1
was = plain.__code__
types.coroutine(plain)
marked = plain.__code__
types.coroutine(plain)
print(marked is plain.__code__, marked is was, marked == was.replace(co_flags=was.co_flags | 0x100))
print(was.replace(co_flags=was.co_flags) == was, marked.replace(co_flags=was.co_flags) == was)
async def waits(): return await later()
@types.coroutine
def later(): return (yield 5)
w = waits(); print(w.send(None))
try: w.send(6)
except StopIteration as e: print(e.value)
