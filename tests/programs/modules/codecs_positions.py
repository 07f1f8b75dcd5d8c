# What error handlers of codecs may return.
import codecs
def show(f):
    try: print(repr(f()))
    except BaseException as e: print(type(e).__name__, e)
class T(tuple):
    def __len__(s): return 5
class T2(tuple):
    def __len__(s): return 2
    def __getitem__(s,i): return 'zz'
rets=[T(('x',1)),T(('x',)),T2(('x',)),T2(('x',1)),T2(('x',1,2)),('x',1,2),('x',),('x',-1),('x',-2),('x',-3),('x',-100),('x',3),('x',4),('x',100),('x',2**70),('x',-2**70),(b'x',1),(1,2),('x','1'),['x',1],None,('x',True),('x',1.0),(None,1),(b'',3),('é',2),('€',2),(bytearray(b'x'),2)]
n=[0]
for i,r in enumerate(rets):
    def h(e,r=r):
        n[0]+=1
        if n[0]>5: raise ValueError('too many')
        return r
    codecs.register_error('h%d'%i,h)
for i,r in enumerate(rets):
    print(i,tuple.__repr__(r) if isinstance(r,tuple) else r)
    for enc in ('ascii','latin-1','utf-8','utf-16','utf-7','charmap','unicode_escape','raw_unicode_escape','idna','punycode','cp1252','utf-32','iso8859-15'):
        n[0]=0
        if enc in('ascii','latin-1','cp1252','charmap','iso8859-15'):
            print(enc,'enc'); show(lambda: 'aኀb'.encode(enc,'h%d'%i) if enc!='charmap' else codecs.charmap_encode('aኀb','h%d'%i,{97:97,98:98,120:120}))
        n[0]=0
        if enc in ('ascii','utf-8','cp1252','charmap','utf-7'):
            print(enc,'dec'); show(lambda: b'a\x81b'.decode(enc,'h%d'%i) if enc!='charmap' else codecs.charmap_decode(b'a\x81b','h%d'%i,{97:97,98:98}))
    for b,enc in ((b'a\0\xff','utf-16-le'),(b'a\0\0\xd8','utf-16-le'),(b'\0\0\0\0\xff\xff\xff\xff','utf-32-le'),(b'a\\x1','unicode_escape'),(b'a\\u1','raw_unicode_escape')):
        n[0]=0
        print(enc,'dec'); show(lambda: b.decode(enc,'h%d'%i))
def mod(obj):
    def h(e):
        e.object=obj
        return ('x',1)
    return h
for i,o in enumerate((b'zzz',b'',5,'a')):
    codecs.register_error('m',mod(o))
    show(lambda: b'a\xffb'.decode('ascii','m')); show(lambda: b'a\xffb'.decode('utf-8','m'))
