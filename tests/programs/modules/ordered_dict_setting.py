# An OrderedDict sets its entries as a program does, so a derived class has its say.
from collections import OrderedDict
def show(f):
    try: print(repr(f()))
    except BaseException as e: print(type(e).__name__, e)
class O(OrderedDict):
    def __setitem__(s,k,v): print('set',k,v); OrderedDict.__setitem__(s,k,v)
show(lambda: O([(1,2)])); show(lambda: O({1:2},a=3)); show(lambda: O(O({1:2}))); 
o=O(); show(lambda: o.update({3:4})); show(lambda: o.update([(5,6)],b=1)); show(lambda: o.setdefault(9,1)); show(lambda: o.setdefault(9,2)); show(lambda: o.pop(9)); show(lambda: o.copy()); show(lambda: o|{7:8}); show(lambda: {7:8}|o); o|={1:1}; print(o)
show(lambda: O.fromkeys([1,2],3)); show(lambda: o.popitem()); 
show(lambda: OrderedDict(1,2)); show(lambda: OrderedDict().update(1,2)); show(lambda: OrderedDict(1)); show(lambda: OrderedDict(None)); show(lambda: OrderedDict().update()); show(lambda: OrderedDict(a=1,self=2)); show(lambda: OrderedDict().update(self=3,other=4))
class K:
    def keys(s): return ['a','b']
    def __getitem__(s,k): return k*2
class It:
    def items(s): return [('q',1)]
class It2:
    items=5
    def __iter__(s): return iter([(1,2)])
class It3:
    keys=None
for c in (K,It,It2,It3):
    show(lambda: OrderedDict(c())); show(lambda: OrderedDict().update(c()))
from collections import UserDict
show(lambda: OrderedDict(UserDict(a=1)))
show(lambda: OrderedDict(frozendict(a=1)))
show(lambda: OrderedDict([(1,2),(1,3),(2,4)]))
x=OrderedDict([(1,1),(2,2),(3,3)])
x.update(x); print(x); x.__init__([(0,0)]); print(x)
x.update(zip('ab','cd')); print(x)
class P(OrderedDict):
    def update(s,*a,**k): print('upd'); return OrderedDict.update(s,*a,**k)
show(lambda: P({1:1})); p=P(); p.update(a=1); p|={'b':2}; print(p)
class Q(OrderedDict):
    def __init__(s,*a,**k): super().__init__(*a,**k); s.z=1
q=Q(a=1); print(q,q.z, q.copy())
class W(OrderedDict):
    def __missing__(s,k): return 'miss'
print(W()['a'], W({1:1}))
import copy,pickle
print(copy.copy(o), copy.deepcopy(x), pickle.loads(pickle.dumps(x)))
