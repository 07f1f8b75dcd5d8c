# Ranges of instances of subclasses of int, what is looked for in them, and ranges beyond machine integers.
def show(f):
    try:
        print(repr(f()))
    except BaseException as e:
        print(type(e).__name__, e)


class E:
    def __init__(s,v): s.v=v
    def __eq__(s,o): return s.v==o
class I(int):
    def __eq__(s,o): print('eq',o); return int.__eq__(s,o)
    __hash__=int.__hash__
    def __index__(s): print('index'); return int(s)+1
r=range(0,10,2)
show(lambda: r.count(E(4))); show(lambda: r.index(E(4))); show(lambda:r.index(E(5))); show(lambda: E(4) in r)
show(lambda: r.count(I(4))); show(lambda: r.index(I(4))); show(lambda: I(4) in r); show(lambda: r.count(4.0)); show(lambda:r.index(4.0)); show(lambda: r.index('a')); show(lambda:r.index(5)); show(lambda:r.count(True)); show(lambda: True in r)
show(lambda: range(I(3))); show(lambda: range(I(0),I(3),I(2))); show(lambda: type(range(I(3)).stop))
show(lambda: type(range(True).stop)); show(lambda: range(True)); show(lambda: range(False,True,True))
b=range(10**30)
show(lambda: b[5:7]); show(lambda:b[::-1]); show(lambda: b[I(3):]); show(lambda:b[10**29:10**29+5:2]); show(lambda:b[-1]); show(lambda: len(b)); show(lambda: b[10**31]); show(lambda: b.index(10**29)); show(lambda: b.count(10**29)); show(lambda: 10**29 in b); show(lambda: b[::0]); show(lambda: b['a']); show(lambda: b['a':])
show(lambda: range(10)[I(3)]);show(lambda: range(10)[I(3):I(5)])
show(lambda: hash(range(10**30))==hash(range(0,10**30,1)))
show(lambda: range(2**62)[5:2**62:3]); show(lambda: range(2**63)[5:2**62:3]); show(lambda: range(-2**63,2**63-1)[::2]); show(lambda: range(-2**63,2**63-1)[-1]); show(lambda: len(range(-2**63,2**63-1)))
show(lambda: range(2**63)[2**63-1]); show(lambda: range(0,2**63-1,2**62)[1:]); show(lambda: range(0,2**63-1,2**62)[::-1]);show(lambda: range(0,2**63-1,2**62)[::2**70]); show(lambda: reversed(range(2**70)).__reduce__())
show(lambda: range(1.0)); show(lambda: range('a')); show(lambda: range(1,2,0)); show(lambda: range()); show(lambda: range(1,2,3,4)); show(lambda: range(a=1))
