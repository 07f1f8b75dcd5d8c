# A slice that is assigned to tells its bounds before the items are asked for; they mean what they mean after that.
def show(f):
    try:
        print(repr(f()))
    except BaseException as e:
        print(type(e).__name__, e)


class N:
    def __iter__(s): return 5
class IxP:
    def __init__(s,n,v): s.n=n;s.v=v
    def __index__(s): print('idx',s.n); return s.v
def gen():
    print('gen'); yield 1; yield 2
class ItP:
    def __iter__(s): print('iter'); return iter([1,2])
l=[0,1,2,3]
def setl(sl,v):
    l=[0,1,2,3]
    l[sl]=v() if callable(v) else v
    return l
def setb(sl,v):
    l=bytearray(b'0123')
    l[sl]=v() if callable(v) else v
    return l
def dell(sl):
    l=[0,1,2,3]; del l[sl]; return l
for st in (None,1,2,-1,0,IxP('c',2),'x',IxP('c1',1),IxP('c0',0)):
    for v in (5,gen,ItP,[1,2],[7,8,9],None,'ab',(),N):
        for a,b in ((None,None),(IxP('a',0),IxP('b',4)),('q',1),(3,1)):
            show(lambda: setl(slice(a,b,st),v))
            show(lambda: dell(slice(a,b,st)))
class LS(list):
    def __iter__(s): print('ls'); return iter([9,9])
show(lambda: setl(slice(None,None,2),LS([1,2]))); show(lambda: setl(slice(None),LS([1,2])))
l=[1,2,3,4]; l[::2]=l[::2]; print(l)
def f():
    l=[1,2,3,4]; l[::-1]=l; return l
show(f)
def f():
    l=[1,2,3,4]; l[1:2]=l; return l
show(f)
class Sh:
    def __init__(s,l): s.l=l
    def __iter__(s): s.l.clear(); return iter([1,2])
def f():
    l=[1,2,3,4]; l[::2]=Sh(l); return l
show(f)
def f():
    l=[1,2,3,4]; l[1:3]=Sh(l); return l
show(f)
