"""A function gets the code of another: calls, generators and methods that exist already."""

import types
def f(a): return a+1
def g(a): return a*10
for i in range(30): f(1)
f.__code__=g.__code__
print(f(5), f.__name__, f.__code__ is g.__code__)
def outer():
    x=1
    def inner(): return x
    return inner
h=outer()
try: f.__code__=h.__code__
except ValueError as e: print(e)
try: h.__code__=f.__code__
except ValueError as e: print(e)
try: f.__code__=3
except TypeError as e: print(e)
h2=outer(); h2.__code__=h.__code__; print(h2())
def gen(n):
    for i in range(n): yield i
def other(n):
    a=b=c=d=e=f=g=n
    yield from (a,b,c,d,e,f,g)
it=gen(3); next(it)
gen.__code__=other.__code__
print(list(it), list(gen(2)))
class C:
    def __init__(self): self.x=1
    def m(self): return 'm'
def init2(self): self.x=2; self.y=3
for i in range(20): c=C()
C.__init__.__code__=init2.__code__
print(C().x, C().y)
@types.coroutine
def co(): 
    yield 1
    return 5
async def main(): return await co()
m=main(); print(m.send(None))
try: m.send(None)
except StopIteration as e: print(e.value)
def rec(n):
    rec.__code__ = (lambda n: 'new').__code__
    return ('old', rec(n-1))
print(rec(3))
