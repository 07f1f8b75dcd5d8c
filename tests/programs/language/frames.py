"""Frame objects: where a program is, who called it, and lines inside operators."""

import sys
def g(n):
    f = sys._getframe()
    print(f.f_lineno, f.f_code.co_name, f.f_back.f_code.co_name, f.f_back.f_lineno)
    x = 5
    print(sorted(f.f_locals), f.f_lineno)
    return f
def h():
    a = 1
    r = g(3)
    b = 2
    return r
f = h()
print(f.f_back.f_code.co_name, f.f_back.f_back.f_code.co_name, f.f_back.f_back.f_back)
print(sys._getframe().f_locals is globals(), sys._getframe().f_globals is globals())
def bad(k):
    z = k * 2
    return 1 / (z - z)
try:
    bad(4)
except ZeroDivisionError as e:
    tb = e.__traceback__
    while tb:
        print(tb.tb_lineno, tb.tb_frame.f_code.co_name, tb.tb_frame.f_lineno, tb.tb_frame.f_globals is globals())
        tb = tb.tb_next
try: sys._getframe(100)
except ValueError as e: print(e)
def rec(n):
    if n == 0: 
        d = 0
        f = sys._getframe()
        while f: d += 1; f = f.f_back
        return d
    return rec(n - 1)
print(rec(100))
print(sys._getframemodulename())
def gen():
    yield sys._getframe().f_back.f_code.co_name
def user():
    return next(gen())
print(user())
class A:
    q = sys._getframe().f_locals['__qualname__']
print(A.q)
class V:
    def __add__(self, o): return sys._getframe(1).f_lineno
    def __lt__(self, o): print(sys._getframe(1).f_lineno); return True
    def __getitem__(self, o): return sys._getframe(1).f_lineno
    def __iter__(self): return self
    def __next__(self): 
        print(sys._getframe(1).f_lineno)
        raise StopIteration
    def __getattr__(self, n): return sys._getframe(1).f_lineno
    def __neg__(self): return sys._getframe(1).f_lineno
    def __iadd__(self, o): print(sys._getframe(1).f_lineno); return self
    def __eq__(self, o): print(sys._getframe(1).f_lineno); return False
    def __bool__(self): print(sys._getframe(1).f_lineno); return False
def ops():
    v = V()
    print(v + 1)
    x = 1
    if v < 1:
        x = 2
    y = v[0]
    print(y)
    for i in v:
        pass
    x = 3
    z = v.foo
    print(z)
    z = -v
    print(z)
    v += 1
    x = 4
    z = v == 2
    if v:
        pass
    z = not v
    print(f"{v.a}")
ops()
