"""Calls of functions that make generators and coroutines, as plain as they come and otherwise."""
import sys, asyncio, gc
async def f(a, b): 
    return a + b
def g(a, b):
    yield a
    yield b
    return 5
async def ag(a):
    yield a
    yield a + 1
class C:
    async def m(self, x): return (self.v, x)
    def g(self, x):
        yield self.v; yield x
    v = 3
async def main():
    c = C()
    print(await f(1, 2), await c.m(7), list(g(1, 2)), list(c.g(9)), [x async for x in ag(4)])
    x = f(3, 4)
    x = await x
    print(x)
    co = f(1, 1)
    print(await co)
    try: await co
    except RuntimeError as e: print(e)
    def h(*a): yield a
    def k(a, *, b=1): yield a, b
    def d(a, b=2): yield a, b
    print(list(h(1,2)), list(k(1)), list(d(1)), list(d(1, 5)), [*(lambda q: (yield q))(3)])
    for bad in (lambda: g(1), lambda: g(1,2,3), lambda: f(), lambda: k(1, 2)):
        try: bad()
        except TypeError as e: print(e)
    def cells(a, b):
        def inner(): return a, b
        yield inner
        a = 7
        yield inner
    for i in cells(1, 2): print(i())
asyncio.run(main())
sys.set_coroutine_origin_tracking_depth(2)
async def oo(): return f(1,2)
co = f(1,2); print(co.cr_origin[0][1:]); co.close()
