# Attributes of threading.local by other ways than its own.
import threading
def show(f):
    try: print(repr(f()))
    except BaseException as e: print(type(e).__name__, e)
L=threading.local()
show(lambda: object.__setattr__(L,'x',1)); show(lambda: L.x); show(lambda: L.__dict__); L.__dict__['y']=2; show(lambda: L.y); show(lambda: object.__getattribute__(L,'y')); show(lambda: object.__delattr__(L,'y')); show(lambda: L.y)
def t():
    show(lambda: L.x); show(lambda: L.__dict__); show(lambda: object.__setattr__(L,'x',5)); show(lambda: L.x); L.__dict__['k']=1; show(lambda: L.k)
th=threading.Thread(target=t); th.start(); th.join(); show(lambda: L.x); show(lambda: L.k)
show(lambda: setattr(L,'__dict__',{})); show(lambda: delattr(L,'__dict__')); show(lambda: object.__setattr__(L,'__dict__',{'z':1})); show(lambda: vars(L)); show(lambda: dir(L)[-2:])
class LL(threading.local):
    __slots__='s',
    c=5
    def __init__(self,a=0): self.a=a; print('init',a)
    @property
    def p(self): return 7
l=LL(3); show(lambda: setattr(l,'s',4)); show(lambda: l.p); show(lambda: setattr(l,'p',1)); show(lambda: vars(l))
def t(): show(lambda: l.s); show(lambda: l.a); show(lambda: l.__dict__); l.s=9; l.a=1
th=threading.Thread(target=t); th.start(); th.join(); show(lambda: (l.s,l.a))
show(lambda: threading.local(1)); show(lambda: threading.local(x=1)); show(lambda: object.__getattribute__(l,'__dict__'));show(lambda: object.__getattribute__(l,'a'))
