# array.array: type codes, ranges, methods, slices, views, errors.
import array
from array import array as A
def sh(f,*a,**k):
    try: r=f(*a,**k); return repr(r)
    except BaseException as e: return type(e).__name__+': '+str(e)
print(array.typecodes, array.ArrayType is A, A)
for c in array.typecodes:
    if c in 'ue':
        continue
    print(c, A(c).itemsize, sh(A,c,[1,2,3]), sh(A,c,[-1]), sh(A,c,[2**70]),sh(A,c,[-2**70]),sh(A,c,[300]),sh(A,c,[70000]),sh(A,c,[-70000]),sh(A,c,[2**33]),sh(A,c,[-2**33]), sh(A,c,['a']), sh(A,c,'ab'), sh(A,c,[1.5]), sh(A,c,b'\1\2\3'), sh(A,c,[None]), sh(A,c,['ab']),sh(A,c,[1e300]),sh(lambda: memoryview(A(c,A(c,b'\0'*16))).format))
print(sh(A),sh(A,'z'),sh(A,'ii'),sh(A,5),sh(A,'i',5),sh(A,'i',[1],2),sh(A,'i',x=1),sh(A,'é'),sh(A,'w','héo😀'),sh(A,'i',A('d',[1.0])), sh(A,'i',A('b',[1,2])), sh(A,'w',A('b',[1])), sh(A,'d',A('i',[1])),sh(A,'i',range(3)), sh(A,'i',{1:2}), sh(A,'i',memoryview(b'abcd')), sh(A,'i',bytearray(4)))
a=A('i',range(5))
print(a[0],a[-1],a[1:3],a[::-1],a[::2],sh(lambda:a[9]),sh(lambda:a['x']),sh(lambda:a[1.0]),len(a),3 in a,a.index(3),sh(a.index,9),a.index(3,2),sh(a.index,1,2),a.count(2),list(a),a.tolist(), list(reversed(a)))
a.append(7); a.extend([8,9]); a.insert(0,-1); a.insert(-1,5); a.insert(100,6); print(a,a.pop(),a.pop(0),a.pop(-2),sh(a.pop,99)); a.remove(3); print(a,sh(a.remove,99)); a.reverse(); print(a); a.byteswap(); print(a); a.byteswap()
print(a+a, a*2, 2*a, sh(lambda:a+[1]), sh(lambda:a+A('b')), sh(lambda:a*1.5), a==A('i',a), a==A('d',a), a<A('i',[99]), a!=a, sh(lambda:a<[1]), a==list(a), a>=a)
a+=A('i',[1]); print(a); a*=2; print(a); a*=0; print(a); a[:]=A('i',[1,2,3,4,5]); a[1:3]=A('i',[9]); print(a); a[::2]=A('i',[7,7]); print(a); del a[0]; print(a); del a[::2]; print(a)
def f(): global a; a+=[1]
print(sh(f), sh(lambda:a.__setitem__(0,'x')), sh(lambda:a.__setitem__(9,1)), sh(lambda:a.__setitem__(0,2**40)), sh(lambda:a.__setitem__(slice(0,1),[1])), sh(lambda:a.__setitem__(slice(0,1),A('b',[1]))), sh(lambda:a.__setitem__(slice(0,9,2),A('i',[1,2,3,4,5,6]))), sh(lambda:a.__delitem__(99)))
print(sh(a.frombytes,b'abc'),sh(a.frombytes,b'\1\0\0\0'),a,sh(a.frombytes,'x'),a.tobytes(),sh(a.fromlist,[1,2]),sh(a.fromlist,(1,)),sh(a.fromlist,[1,'x']),a,sh(a.fromunicode,'x'),sh(a.tounicode))
w=A('w','abc'); w.fromunicode('é'); print(w,w.tounicode(),w[0],w.tolist(), sh(w.append,'xy'), sh(w.append,1), w.tobytes()); w.append('z'); print(w)

print(a.__reduce_ex__(2)==( A,('i',a.tolist()),None), a.__copy__(), a.__deepcopy__({}), repr(A('i')), sh(hash,a), A[int], bool(A('i')), bool(a))
m=memoryview(a); print(m.format,m.itemsize,m.shape,m.tolist(),m[0]); m[0]=42; print(a[0])
for g in [lambda:a.append(1),lambda:a.pop(),lambda:a.clear(),lambda:a.extend([1]),lambda:a.extend([]),lambda:a.insert(0,1),lambda:a.remove(42),lambda:a.__delitem__(0),lambda:a.reverse(),lambda:a.frombytes(b'abcd'),lambda:a.frombytes(b''),lambda:a.__imul__(2),lambda:a.__imul__(1),lambda:a.__iadd__(a),lambda:a.__setitem__(slice(0,1),A('i',[1,2])),lambda:a.__setitem__(slice(0,1),A('i',[5])),lambda:a.fromlist([1]),lambda:a.byteswap()]: print(sh(g))
m.release(); a.append(3); a.clear(); print(a)
class S(A): pass
s=S('d',[1.5,2]); s.x=1; print(s,s.x,type(s[0:1]).__name__,type(s+s).__name__, isinstance(s,A))
d=A('d',[1.0,2.0]); print(memoryview(d)==d, memoryview(d)==memoryview(A('f',[1,2])), memoryview(d)==A('i',[1,2]), bytes(d)==d.tobytes(), bytes(memoryview(d)[::2])==d[:1].tobytes(), d.tobytes().hex(), bytearray(A('h',[1,2])))
it=iter(A('b',[1,2,3])); print(next(it),list(it))
print(A('d',[float('nan')])==A('d',[float('nan')]), A('f',[1/3])[0], A('d',[1,2])<A('d',[1,3]), A('i',[1,2])<A('d',[1.0,2.5]))
