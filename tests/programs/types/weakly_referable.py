"""What can be weakly referred to, of all that there is."""
import weakref, types, builtins, sys, collections, functools, itertools, re, io, array, operator, random, threading, datetime, contextvars, queue, json, struct, hashlib, zlib, decimal, pickle, os, time, string, gc, _thread, abc, typing, enum
def f(): yield
async def co(): pass
async def ag(): yield
c = co(); 
class C:
    __slots__ = ('m',)
    def meth(self): pass
    @property
    def p(self): pass
class K:
    def meth(self): pass
try: raise ValueError
except ValueError as e: tb = e.__traceback__; exc = e
def cell(): 
    x = 1
    def inner(): return x
    return inner.__closure__[0]
import string.templatelib
cases = dict(
 object=object(), int=10**30, bool=True, float=1.5, complex=1j, str='abc', bytes=b'ab', bytearray=bytearray(), tuple=(1,2), list=[], dict={}, set=set(), frozenset=frozenset([1]),
 range=range(3), slice=slice(1), none=None, ellipsis=..., notimpl=NotImplemented, function=f, gen=f(), co=c, asyncgen=ag(), method=K().meth, builtin=len, builtinm=[].append, type=int, cls=K,
 module=sys, code=f.__code__, frame=sys._getframe(), tb=tb, exc=exc, cell=cell(), prop=property(), static=staticmethod(f), classm=classmethod(f), superr=super(K, K()), enumerate=enumerate([]), zip=zip(), map=map(len, []), filter=filter(len, []), reversed=reversed(()),
 reversedl=reversed([]), mproxy=K.__dict__, ns=types.SimpleNamespace(), memview=memoryview(b''), alias=list[int], union=int|str, member=C.m, getset=type.__dict__['__name__'], wrapper=object.__init__, mwrapper=object().__init__, mdescr=list.append, cmdescr=dict.__dict__['fromkeys'],
 dictk={}.keys(), dictv={}.values(), dicti={}.items(), listit=iter([]), tupit=iter(()), strit=iter(''), bytesit=iter(b''), rangeit=iter(range(2)), bigrangeit=iter(range(10**30)), setit=iter(set()), dictit=iter({}), dictvit=iter({}.values()), dictiit=iter({}.items()), rdict=reversed({}), callit=iter(len, 1), seqit=iter(type('Q', (), {'__getitem__': len})()), bait=iter(bytearray()), mvit=iter(memoryview(b'')),
 deque=collections.deque(), dequeit=iter(collections.deque()), rdeque=reversed(collections.deque()), odict=collections.OrderedDict(), ddict=collections.defaultdict(), counter=collections.Counter(), odit=iter(collections.OrderedDict()), partial=functools.partial(len), lru=functools.lru_cache(f), cmpk=functools.cmp_to_key(len), cmpk2=functools.cmp_to_key(len)(1),
 count=itertools.count(), cycle=itertools.cycle([]), repeat=itertools.repeat(1), chain=itertools.chain(), accumulate=itertools.accumulate([]), islice=itertools.islice([], 1), tee=itertools.tee([])[0], product=itertools.product(), perm=itertools.permutations([]), comb=itertools.combinations([], 0), groupby=itertools.groupby([]), starmap=itertools.starmap(len, []), zl=itertools.zip_longest(), pairwise=itertools.pairwise([]), batched=itertools.batched([], 1), compress=itertools.compress([], []), dropwhile=itertools.dropwhile(len, []), takewhile=itertools.takewhile(len,[]), filterfalse=itertools.filterfalse(len, []), cwr=itertools.combinations_with_replacement([], 0),
 pattern=re.compile('a'), match=re.match('a', 'a'), scanner=re.compile('a').scanner('a'), finditer=re.finditer('a', 'a'), stringio=io.StringIO(), bytesio=io.BytesIO(), stdout=sys.stdout, textio=io.TextIOWrapper(io.BytesIO()), bufr=io.BufferedReader(io.BytesIO()), array=array.array('i'), arrayit=iter(array.array('i')), attrg=operator.attrgetter('a'), itemg=operator.itemgetter(1), methc=operator.methodcaller('a'), random=random.Random(), rlock=threading.RLock(), lock=threading.Lock(), local=threading.local(), thread=threading.current_thread(), event=threading.Event(),
 date=datetime.date(2000,1,1), dt=datetime.datetime(2000,1,1), td=datetime.timedelta(1), tz=datetime.timezone.utc, ctxvar=contextvars.ContextVar('a'), ctx=contextvars.copy_context(), token=contextvars.ContextVar('b').set(1), sq=queue.SimpleQueue(), struct=struct.Struct('i'), structit=struct.iter_unpack('i', b''), md5=hashlib.md5(), comp=zlib.compressobj(), decomp=zlib.decompressobj(), dec=decimal.Decimal(1), pickler=pickle.Pickler(io.BytesIO()), unpickler=pickle.Unpickler(io.BytesIO()), stat=os.stat('.'), st=time.localtime(), version=sys.version_info, flags=sys.flags, impl=sys.implementation,
 ref=weakref.ref(K), proxy=weakref.proxy(K), typevar=typing.TypeVar('T'), paramspec=typing.ParamSpec('P'), tvt=typing.TypeVarTuple('Ts'), template=t'{1}', interp=t'{1}'.interpolations[0], textsig=string.Template('a'), awaiter=c.__await__(), scandir=os.scandir('.'), baseexc=BaseException(), group=ExceptionGroup('a', [exc]), enumm=re.RegexFlag(1), nt=collections.namedtuple('N', 'a')(1), env=os.environ, abcdata=abc.ABC,
 encoder=json.JSONEncoder(), sentinel=getattr(builtins, 'sentinel', lambda n: None)('s'), frozendict=getattr(builtins, 'frozendict', dict)(), dt_time=datetime.time(), fileio=io.FileIO(0, closefd=False), rawbase=io.RawIOBase(), bufw=io.BufferedWriter(io.BytesIO()), rwpair=io.BufferedRWPair(io.BytesIO(), io.BytesIO()), decctx=decimal.getcontext(), incr=io.IncrementalNewlineDecoder(None, 0), handle=threading._start_joinable_thread(lambda: None) if hasattr(threading, '_start_joinable_thread') else None, direntry=next(os.scandir('/')), typealias=None, codeit=f.__code__.co_lines(), posit=f.__code__.co_positions(), fproxy=None, generic=typing.List[int], newtype=typing.NewType('a', int), mappingit=iter(K.__dict__), hmac=None, sys_hook=sys.displayhook, ga_it=iter(list[int]), cellv=types.CellType(1), strm='a'.join, cap=datetime.datetime_CAPI if hasattr(datetime,'datetime_CAPI') else None)
type TA = int
cases['typealias'] = TA
def fl():
    x = 1
    return sys._getframe().f_locals
cases['fproxy'] = fl()
# Those that are native in CPython and Python here.
for n in ['ddict', 'pickler', 'unpickler', 'scandir', 'enumm', 'decctx', 'incr', 'typealias']:
    del cases[n]
for n, o in cases.items():
    try: w = weakref.ref(o); r = 'yes'
    except TypeError as e: r = 'no'
    print(n, r, 'off' if type(o).__weakrefoffset__ else '')
c.close()
# subclasses of builtins

for b in [object, int, float, complex, str, bytes, bytearray, tuple, list, dict, set, frozenset, property, staticmethod, classmethod, super, enumerate, zip, map, filter, reversed, BaseException, type, weakref.ref]:
    class S(b): pass
    class T(b): __slots__ = ()
    for k in (S, T):
        a = {map: (len, []), filter: (len, []), zip: ([],), enumerate: ([],), reversed: ([],), staticmethod: (len,), classmethod: (len,), super: (int, 1), type: ('a', (), {}), weakref.ref: (S,), property: ()}.get(b, ())
        try: o = k(*a); weakref.ref(o); r = 'yes'
        except TypeError as e: r = str(e)
        print(b.__name__, k.__name__, r, bool(k.__weakrefoffset__), hasattr(o, '__weakref__'), '__weakref__' in k.__dict__)
    try:
        class U(b): __slots__ = ('__weakref__',)
        print('U', '__weakref__' in U.__dict__)
    except TypeError as e: print('U', e)
    try:
        class V(S): __slots__ = ('__weakref__',)
        print('V', '__weakref__' in V.__dict__)
    except TypeError as e: print('V', e)
class W: pass
w = W()
print(w.__weakref__); r1 = weakref.ref(w); print(w.__weakref__ is r1)
cb = weakref.ref(w, lambda r: 0); print(w.__weakref__ is r1)
p = weakref.proxy(w); print(w.__weakref__ is r1)
del r1; print(w.__weakref__ is p, type(w.__weakref__))
del p; print(w.__weakref__ is cb)
class S: __slots__ = ()
class A: pass
class B(S, A): __slots__ = ()
class B2(A, S): __slots__ = ()
class B3(S, A): pass
class I(int, A): pass
class I2(A, int): pass
class I3(int, A): __slots__ = ()
class T(tuple, A): pass
class L(list, A): __slots__ = ()
class L2(list, S): __slots__ = ()
class By(bytes, A): pass
class D(dict, A): pass
class Fl(float, A): pass
class F2(float, A): __slots__ = ()
class X(S): __slots__ = ('x',)
class Y(X, A): __slots__ = ()
class Z(A, X): __slots__ = ()
class W(S): __slots__ = ('__weakref__',)
class WX(X, W): __slots__ = ()
class WI(int, W): __slots__ = ()
import enum
class E(enum.IntFlag): a = 1
class E2(int, enum.Enum): a = 1
class E3(enum.Enum): a = 1
class E4(str, enum.Enum): a = 'x'
class St(str, A): pass
for c in (S, A, B, B2, B3, I, I2, I3, T, L, L2, By, D, Fl, F2, X, Y, Z, W, WX, WI, E, E2, E3, E4, St):
    try: o = c() if not issubclass(c, enum.Enum) else c.a; w = weakref.ref(o); r = True
    except TypeError as e: r = False
    try: o.zzz = 1; d = True
    except AttributeError: d = False
    print(c.__name__, r, d, bool(c.__weakrefoffset__), hasattr(o, '__dict__'), hasattr(o, '__weakref__'))
