"""Classes whose objects become descriptors, or cease to be, after they have been read; and descriptors that change their minds."""
class K: pass
class H:
    k=K()
h=H()
def inst(o): return o.k
def cls(): return H.k
for _ in range(3): inst(h), cls()
print(type(inst(h)).__name__, type(cls()).__name__)
K.__get__=lambda s,o,t: ('got', o is None)
print(inst(h), cls())
K.__set__=lambda s,o,v: print('set')
h.k=1
print(inst(h))
del K.__get__
print(type(inst(h)).__name__)
class L:
    n=0
    def __get__(s,o,t):
        L.n+=1
        return s if L.n<3 else ('later', L.n)
class M: l=L()
def ml(): return M.l
print([type(ml()).__name__ for _ in range(5)])
class F:
    def m(self): return 'm'
f=F()
def call(o): return o.m()
for _ in range(3): call(f)
