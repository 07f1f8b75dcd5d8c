def show(e):
    d = {}
    for n in ('args','errno','strerror','filename','filename2','name','path','name_from','msg','encoding','object','start','end','reason','lineno','offset','text','end_lineno','end_offset','value','code','obj','characters_written'):
        try: d[n]=getattr(e,n)
        except AttributeError: pass
        except Exception as x: d[n]=repr(x)
    print(type(e).__name__, d, repr(e)[:100])
    try: print('   str', str(e))
    except Exception as x: print('   str', repr(x))
def again(e, *a, **k):
    try: print('   init ->', e.__init__(*a, **k))
    except Exception as x: print('   init raises', type(x).__name__, x)
    show(e)
e = OSError(2,'no','f'); show(e); again(e, 3, 'x'); again(e); again(e,1,'b','f2',None,'g2'); again(e, 'only'); again(e,1,2,3,4,5,6)
e = OSError('only'); show(e); again(e, 2,'no','f')
e = OSError(); show(e); again(e, 2, 'no')
class O(OSError):
    def __init__(self,*a): super().__init__(*a)
e = O(2,'no','f'); show(e); again(e,3,'x'); again(e)
class O2(OSError): pass
e = O2(2,'no','f'); show(e); again(e,3,'x'); again(e)
class O3(OSError):
    def __init__(self, x, y, z): super().__init__(x, y)
e = O3(2,'no','f'); show(e); again(e,3,'x', 'y')
class O4(OSError):
    def __new__(cls, *a): return super().__new__(cls, 7, 'seven')
e = O4(2,'no','f'); show(e); again(e,3,'x', 'y')
class O5(OSError):
    def __new__(cls, *a): return super().__new__(cls, 7, 'seven')
    def __init__(self, *a): pass
e = O5(2,'no','f'); show(e)
e = OSError.__new__(OSError, 2, 'no', 'f'); show(e)
e = OSError.__new__(O, 2, 'no', 'f'); show(e)
e = UnicodeDecodeError('utf-8', b'abc', 0, 1, 'bad'); show(e); again(e, 'ascii', b'x', 5, 6, 'worse'); again(e); again(e, 'ascii', 'x', 5, 6, 'worse'); again(e, 'ascii', bytearray(b'yy'), 1, 2, 'ba')
e = UnicodeEncodeError('utf-8', 'abc', 0, 1, 'bad'); show(e); again(e, 'ascii', 'x', 0, 1, 'worse'); again(e)
e = UnicodeTranslateError('abc', 0, 1, 'bad'); show(e); again(e, 'xyz', 0, 2, 'worse'); again(e)
e = UnicodeError('a', 1, 2, 3, 4); show(e); again(e, 'ascii', 'x', 0, 1, 'worse'); again(e)
e = UnicodeDecodeError.__new__(UnicodeDecodeError, 'utf-8', b'abc', 0, 1, 'bad'); show(e)
e = ImportError('m', name='n', path='p'); show(e); again(e, 'k'); again(e, 'a', 'b', name='q'); again(e, bad=1); again(e, name='w')
e = SyntaxError('m', ('f', 1, 2, 't')); show(e); again(e, 'other'); again(e); again(e, 'o', ('f', 1, 2, 't', 5, 6)); again(e, 'o', ('f2', 1, 2, 't')); again(e, 'o', ('f',)); again(e,'o',3)
again(e, 'o', ('f2', 1, 2, 't', 1)); again(e, 'o', ('f2', 1, 2, 't', 1, 2, 3)); again(e, 'o', ('f2', 1, 2, 't', 1, 2, 3, 4)); again(e, 'a', 'b', 'c')
e = SyntaxError.__new__(SyntaxError, 'm', ('f', 1, 2, 't')); show(e)
e = StopIteration(1); show(e); again(e, 2); again(e); again(e, 1, 2)
e = SystemExit(1); show(e); again(e, 2); again(e); again(e, 1, 2)
e = AttributeError('a', name='n', obj=1); show(e); again(e, 'b'); again(e, 'c', name='k'); again(e, 'd', obj=5); again(e, bad=1)
e = NameError('a', name='n'); show(e); again(e, 'b'); again(e, name='k'); again(e, obj=1)
e = ValueError(1); show(e); again(e, 2, 3); again(e); again(e, a=1)
e = KeyError(1); again(e, 2)
e = BaseException.__new__(StopIteration, 4); show(e)
e = StopIteration.__new__(StopIteration, 4); show(e)
e = SystemExit.__new__(SystemExit, 4); show(e)
e = ImportError.__new__(ImportError, 4); show(e)
e = ImportError.__new__(ImportError, 4, name='x'); show(e)
e = BaseExceptionGroup('a', [ValueError(1)]); show(e); again(e, 'b', [ValueError(2)]); print(e.message, e.exceptions)
again(e, 1, 2)
again(e, 'x', k=1)
e = BlockingIOError(1, 't', 5); show(e); again(e, 2, 'u'); again(e, 2, 'u', 'x'); again(e, 1, 't', True); again(e, 1, 't', 1.5); again(e,1,'t',10**30)
e = BlockingIOError(1, 't', -1); show(e)
e = BlockingIOError(1, 't'); show(e)
class MyI:
    def __repr__(self): return 'MyI'
    def __index__(self): return 9
e = BlockingIOError(1, 't', MyI()); show(e)
try: del e.characters_written
except Exception as x: print(repr(x))
show(e)
try: del e.characters_written
except Exception as x: print(repr(x))
for v in (3, -1, -2, 'x', None, 1.0, True, MyI(), 2**70):
    try: e.characters_written = v; print(e.characters_written)
    except Exception as x: print(repr(x))
e = BlockingIOError(1, 't', 5, 6, 7); show(e)
for bad in (1.5, 10**30, True, None, 'f'):
    try: show(BlockingIOError(1, 't', bad))
    except Exception as x: print(type(x).__name__, x)
class B(BlockingIOError): pass
show(B(1, 't', 5)); show(OSError(11, 't', 5)); show(OSError(11, 't', 'f'))
for f in (lambda: OSError(1, 2, k=1), lambda: O3(1, 2, 3, k=1), lambda: O2(1, k=1), lambda: ModuleNotFoundError(k=1), lambda: UnicodeDecodeError('a', b'', 1.5, 2, 'r')):
    try: show(f())
    except Exception as x: print(type(x).__name__, x)
show(UnicodeDecodeError('a', bytearray(b'xy'), MyI(), True, 'r'))

# Attributes of the Unicode errors
for e in UnicodeDecodeError('u', b'ab', 0, 1, 'r'), UnicodeEncodeError('u', 'ab', 0, 1, 'r'), UnicodeTranslateError('ab', 0, 1, 'r'):
    for s, t in (0, 1), (-5, 1), (1, 2), (2, 3), (100, 200), (1, 1), (2, 1), (0, 0), (-3, -2):
        e.start = s; e.end = t; print(s, t, str(e))
    for a in 'start', 'end', 'encoding', 'reason', 'object':
        for v in 5, 'x', None, b'q', 2**80:
            try: setattr(e, a, v); print(a, v, str(e))
            except Exception as x: print(a, v, type(x).__name__, x)
        try: delattr(e, a); print('deleted', a, getattr(e, a), str(e))
        except Exception as x: print('deleting', a, type(x).__name__, x)

# What __setstate__ takes
for st in ({1:2}, {'a':1, 2:3}, {(1,):2}, [], 5, None, {'args': 5}, {'x': 1}):
    e = ValueError(1)
    try: print(e.__setstate__(st), e.__dict__)
    except Exception as x: print(type(x).__name__, x)
class S(str):
    def __eq__(self, o): return str.__eq__(self, o)
    __hash__ = str.__hash__
e = ValueError(1); e.__setstate__({S('a'): 4}); print(e.__dict__)
class D(dict):
    def items(self): raise RuntimeError
e.__setstate__(D(k=3)); print(e.k)
class E2(Exception):
    def __setattr__(self, n, v): print('set', n, v); super().__setattr__(n, v)
e = E2(); e.__setstate__({'a':1, 'b':2})
try: e.__setstate__()
except Exception as x: print(x)
