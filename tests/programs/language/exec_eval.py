"""`exec`, `eval` and `compile`: scopes, closures, errors."""

print(eval("1+2"))
x = 5
def f(y):
    print(eval("x+y"), sorted(eval("locals()")))
    exec("y = 7; z = 8")
    print(y)
    ns = {}
    exec("def g(a):\n    return a*b\nb = 3\nq = [i*b for i in range(3)]\nprint(g(4))", ns)
    print(sorted(k for k in ns if k != '__builtins__'), ns['q'])
    l = {}
    exec("import sys\nclass K:\n  v = 1\n  def m(self): return __class__\nk=1\nglobal gg\ngg = 2", ns, l)
    print(sorted(l), ns['gg'], l['K']().m())
f(3)
c = compile("x + 1", "<me>", "eval")
print(eval(c), eval(c, {'x': 10}), eval(c, {}, {'x': 100}))
for bad in ["1 +", "x ="]:
    try: eval(bad)
    except SyntaxError as e: print(type(e).__name__, e, e.filename, e.lineno)
try: exec("foo", {})
except NameError as e: print(e)
try: eval(compile("lambda: x", "", "exec").co_consts[0])
except Exception as e: print(type(e), e)
def outer():
    v = 1
    def inner():
        nonlocal v
        v += 1
    return inner, lambda: v
i, g = outer()
exec(i.__code__, globals(), closure=i.__closure__)
print(g())
for args in [("1", {}, 3), (3,)]:
    for fn in (eval, exec):
        try: fn(*args)
        except Exception as e: print(fn.__name__, type(e).__name__, e)
class M(dict):
    def __missing__(self, k): return k.upper()
print(eval("abc", {}, M()))
exec("for i in range(3): print(i)\nelse: print('done')")
exec(b"# -*- coding: utf-8 -*-\nprint('h\xc3\xa9')")
exec(compile("1+1", "<s>", "single"))
def deco():
    exec("class A:\n    x: int = 3\n    y: str\nprint(A.__annotations__)", {})
    exec("x: int = 3\nprint(__annotations__)", {}) if 0 else None
deco()
try:
    exec("def f():\n  1/0\nf()")
except ZeroDivisionError:
    import sys
    print("zde")
print(eval("[a for a in range(x) if a in z]", {'x': 5}, {'z': (1,2)}))
exec("a=1;print([a for _ in range(2)], (lambda: 5)())", {}, {})
