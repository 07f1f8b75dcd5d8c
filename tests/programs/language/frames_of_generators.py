"""Below the frame of a generator is who resumes it at the moment."""
import sys
def gen():
    me = sys._getframe()
    while True:
        yield me, me.f_back and me.f_back.f_code.co_name, sys._getframe(1).f_code.co_name
g = gen()
def a(): return next(g)
def b(): return next(g)
f, x, y = a(); print(x, y, f.f_back)
f, x, y = b(); print(x, y, f.f_back)
f2 = g.gi_frame
print(f2.f_back)
def c():
    f, x, y = next(g); print(x, y, f.f_back, f2.f_back)
c()
def gen2():
    r = yield
    while True:
        print('back', fr.f_back.f_code.co_name, sys._getframe().f_back.f_code.co_name)
        yield
h = gen2(); fr = h.gi_frame; print(fr.f_back)
def d(): next(h)
def e(): next(h)
d(); print(fr.f_back); d(); print(fr.f_back); e(); e()
for _ in [1]:
    for q in h: break
print(fr.f_back)
h.close(); print(fr.f_back)
# delegation
def outer(): yield from inner()
def inner():
    fi = sys._getframe()
    while True: yield fi, fi.f_back.f_code.co_name, fi.f_back.f_back.f_code.co_name
o = outer()
def u(): return next(o)
def v(): return next(o)
fi, p, q = u(); print(p, q, fi.f_back)
fi, p, q = v(); print(p, q, fi.f_back)
# saved in closure: frame of ordinary function through generator
def gen3():
    def helper():
        return sys._getframe()
    while True:
        hf = helper()
        names = []
        k = hf
        while k: names.append(k.f_code.co_name); k = k.f_back
        yield hf, names
z = gen3()
def r(): return next(z)
def s(): return next(z)
h1, n1 = r(); print(n1)
h2, n2 = s(); print(n2)
def names(k):
    out = []
    while k: out.append(k.f_code.co_name); k = k.f_back
    return out
print(names(h1), names(h2))
# The frame of a traceback's line in a generator.
def failing():
    import sys
    try: 1 / 0
    except ZeroDivisionError as e: tb = e.__traceback__
    while True:
        yield tb.tb_frame.f_back.f_code.co_name, tb.tb_frame
k = failing()
def m(): return next(k)
def n(): return next(k)
print(m()[0], n()[0], n()[1].f_back)
# A coroutine.
async def co():
    here = sys._getframe()
    class A:
        def __await__(self):
            while True:
                yield here.f_back.f_code.co_name, here
    await A()
w = co()
def p(): return w.send(None)
def q(): return w.send(None)
print(p()[0], q()[0], q()[1].f_back)
w.close()
# As long as nobody else resumes it, what is below a generator's frame is one object.
def above():
    here = sys._getframe()
    yield here.f_back is here.f_back, here.f_back.f_back is here.f_back.f_back
def below(): yield from above()
print(next(below()))
# Deep down, and all the way back.
def deep(n):
    if n: yield from deep(n - 1)
    else:
        f, seen = sys._getframe(), []
        while f.f_code.co_name == 'deep': seen.append(f); f = f.f_back
        yield len(seen), len(set(map(id, seen)))
print(next(deep(500)))
