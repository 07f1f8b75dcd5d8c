"""Code whose globals bring builtins of their own."""

try: exec("print(len)", {'__builtins__': {'print': print}})
except NameError as e: print(e)
ns={'__builtins__': {'print': print}}
exec("def f():\n  return len", ns)
f=ns['f']
for i in range(3):
    try: f()
    except NameError as e: print(e)
ns['__builtins__']['len']=5
print(f(), f())
ns['len']=6
print(f())
del ns['len']
print(f(), f.__builtins__ is ns['__builtins__'])
try: exec("class A: pass", {'__builtins__':{}})
except NameError as e: print(e)
try: exec("import sys", {'__builtins__':{}})
except ImportError as e: print(e)
exec("import sys; print(sys)", {'__builtins__':{'__import__': lambda *a: (a[0], a[3:]), 'print':print}})
import builtins
exec("print(len([1]))", {'__builtins__': builtins})
class M(dict):
    def __missing__(self,k): return k
exec("print = foo\nassert bar=='bar'", {'__builtins__': M()})
import types
m=types.ModuleType('m'); m.print=print; m.zed=3
exec("print(zed)", {'__builtins__': m})
src=compile("def g():\n return len\nr=g()", 's','exec')
a={}; exec(src,a); print(a['r'])
b={'__builtins__':{'len':'other'}}; exec(src,b); print(b['r'])
print(a['g'](), b['g'](), a['g']())
print(eval("len", {'__builtins__': {'len': 1}}))
class G(dict): pass
try: exec("len", G(__builtins__={}))
except NameError as e: print(e)
exec("import_ = 1\nprint(sorted(sys._getframe().f_builtins))", {'__builtins__': {'print': print, 'sorted': sorted}, 'sys': __import__('sys')})

# Code that has run with others before.
again = compile("r = len\ndef f():\n    return len\ns = f()", "again", "exec")
ns = {}
for _ in range(5): exec(again, ns)
print(ns["r"], ns["s"])
ns["__builtins__"] = {"len": "mine"}
for _ in range(3): exec(again, ns)
print(ns["r"], ns["s"], ns["f"]())
ns["__builtins__"] = builtins
for _ in range(3): exec(again, ns)
print(ns["r"], ns["s"], ns["f"]())
