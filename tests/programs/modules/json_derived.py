# JSON of what is derived from lists, tuples and dicts: their own iterators and `items` are asked.
import json
def show(f):
    try: print(repr(f()))
    except BaseException as e: print(type(e).__name__, e)
class L(list):
    def __iter__(s): print('liter'); return iter(['over'])
    def __len__(s): print('llen'); return 1
    def __getitem__(s,i): print('lget'); return 'g'
    def __bool__(s): print('bool'); return True
class D(dict):
    def items(s): print('items'); return [('k','v')]
    def __iter__(s): print('diter'); return iter(['q'])
    def __len__(s): print('dlen'); return 1
    def keys(s): print('keys'); return ['z']
class T(tuple):
    def __iter__(s): print('titer'); return iter(['over'])
    def __len__(s): return 7
class D2(dict):
    def items(s): return [1,2]
class D3(dict):
    def items(s): return 5
class D4(dict):
    def items(s): return ([1,2],)
class D5(dict):
    def items(s): return [('b',1),('a',2)]
class S(str):
    def __str__(s): return 'x'
class I(int):
    def __repr__(s): return 'x'
    __str__=__repr__
class F(float):
    def __repr__(s): return 'x'
for o in (L([1,2]),L(),D({1:2}),D(),T((1,2)),T(),D2({1:2}),D3({1:2}),D4({1:2}),D5({1:2}),D2(),D5(),S('q'),I(3),F(1.5),{I(3):1},{F(1.5):1},{S('q'):1},{None:1,True:2,1.5:3},{(1,):1}):
    for kw in ({},{'indent':1},{'sort_keys':True},{'skipkeys':True},{'indent':'\t','sort_keys':True},{'check_circular':False}):
        show(lambda: json.dumps(o,**kw))
        show(lambda: json.dumps([o],**kw))
show(lambda: json.dumps({(1,):1,2:3},skipkeys=True)); show(lambda: json.dumps({'a':1,2:3},sort_keys=True))
show(lambda: json.dumps([object()])); show(lambda: json.dumps([float('nan')],allow_nan=False))
l=[];l.append(l); show(lambda: json.dumps(l)); d={};d['a']=[d]; show(lambda: json.dumps(d))
