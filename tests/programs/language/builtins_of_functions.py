"""The builtins of a function are those that its globals name when it is made."""
g = {'print': print}
def f(): return len([1])
import types, builtins
print(f.__builtins__ is builtins.__dict__)
F = types.FunctionType(f.__code__, g)
print(F(), '__builtins__' in g)
g['__builtins__'] = {'len': lambda x: 'mine'}
print(F(), F.__builtins__ is builtins.__dict__)
F2 = types.FunctionType(f.__code__, g)
print(F2(), F2.__builtins__)if 0 else print(F2(), sorted(F2.__builtins__))
g['__builtins__'] = {'len': lambda x: 'other'}
print(F2())
del g['__builtins__']
print(F2())
F3 = types.FunctionType(f.__code__, g)
print(F3(), F3.__builtins__ is builtins.__dict__)
ns = {}
exec('def h(): return len([1])\nr = h()', ns)
print(ns['r'], ns['h']())
ns['__builtins__'] = {'len': lambda x: 'late'}
print(ns['h'](), eval('h()', ns), eval('len([1])', ns))
exec('def h2(): return len([1])', ns)
print(ns['h2'](), ns['h']())
ns['__builtins__']['len'] = lambda x: 'later'
print(ns['h2'](), ns['h']())
ns2 = {'__builtins__': {}}
exec('def h(): return len([1])', ns2)
try: ns2['h']()
except NameError as e: print(e)
ns2['__builtins__'] = builtins
try: print(ns2['h']())
except NameError as e: print(e)
try: f.__builtins__ = {}
except AttributeError: print('read-only')
ns3 = {'__builtins__': builtins}
exec('def h(): return len([1])', ns3)
print(ns3['h'].__builtins__ is builtins.__dict__)
ns4 = {'__builtins__': 5}
try: exec('def h(): return len([1])', ns4); ns4['h']()
except Exception as e: print(type(e).__name__, e)
# frame
import sys
ns5 = {'__builtins__': {'len': len}, 'sys': sys}
exec('def h(): return sys._getframe().f_builtins', ns5)
b = ns5['__builtins__']
ns5['__builtins__'] = {}
print(ns5['h']() is b)
# nested functions inherit?
ns6 = {'__builtins__': {'len': lambda x: 'first'}}
exec('def outer():\n def inner(): return len([1])\n return inner', ns6)
o = ns6['outer']
ns6['__builtins__'] = {'len': lambda x: 'second'}
print(o()())
# class body, generator, comprehension
ns7 = {'__builtins__': {'len': lambda x: 'first', '__build_class__': builtins.__build_class__, '__name__':'q'}, '__name__': 'n'}
exec('def outer():\n class C: x = len([])\n return C.x\ndef gen(): yield len([])\ndef comp(): return [len([]) for i in (1,)]\ndef imp():\n import sys\n', ns7)
ns7['__builtins__'] = builtins
print(ns7['outer'](), list(ns7['gen']()), ns7['comp']())
try: ns7['imp'](); print('imported')
except ImportError as e: print(e)

# Functions of one code and the same globals, with other builtins each: what one has found is not taken for the other's.
def count(): return len([1, 2])
shared = {}
plain = types.FunctionType(count.__code__, shared)
print([plain() for _ in range(5)])
shared['__builtins__'] = {'len': lambda x: 'own'}
own = types.FunctionType(count.__code__, shared)
print([(plain(), own()) for _ in range(5)])
shared['__builtins__'] = {'len': lambda x: 'third'}
third = types.FunctionType(count.__code__, shared)
print([(plain(), own(), third()) for _ in range(3)])
# Who makes a function without being told has its own builtins passed on.
inner = {'__builtins__': {'len': lambda x: 'passed on', 'exec': exec, 'F': types.FunctionType, 'print': print}, 'code': count.__code__}
exec("""
g = {}
print(F(code, g)(), '__builtins__' in g)
h = {}
exec('def made(): return len([])\\nprint(made())', h)
print(*h['__builtins__'])
""", inner)

# A function with other builtins that is given another's code.
emptied = {'__builtins__': {}}
exec('def a(): return 1', emptied)
del emptied['__builtins__']
exec('def b(): return len("abc")', emptied)
print([emptied['b']() for _ in range(5)])
emptied['a'].__code__ = emptied['b'].__code__
try: emptied['a']()
except NameError as e: print(e)
print([emptied['b']() for _ in range(5)])
# The frame of a generator that waits says what its function has, whatever the globals say now.
waiting = {'__builtins__': {'yes': 1}}
exec('def g():\n yield yes\n yield yes', waiting)
w = waiting['g']()
next(w)
waiting['__builtins__'] = builtins
print('yes' in w.gi_frame.f_builtins, next(w))
