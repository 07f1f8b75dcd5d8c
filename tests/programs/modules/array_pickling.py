"""Arrays and functions through `pickle`, in every protocol, and arrays of other machines."""

import array, pickle
for c in array.typecodes:
    if c == 'u': continue
    a = array.array(c, "hé" if c in "uw" else [1, 2])
    for p in range(6):
        b = pickle.loads(pickle.dumps(a, p))
        assert b == a and b.typecode == a.typecode, (c, p)
R=array._array_reconstructor
for a in [(array.array,'i',8,b'\1\0\0\0'),(int,'i',8,b''),(array.array,'i',99,b''),(array.array,'i',8,b'abc'),(array.array,'x',8,b''),(array.array,'i','8',b''),(array.array,1,8,b''),(array.array,'i',8,'x'),(array.array,'i',8),(array.array,'w',18,b'a\0b\0'),(array.array,'d',16,b'\0'*8),(array.array,'b',1,b'ab'),(array.array,'i',9,b'\0\0\1\0'),(array.array,'d',15,b'\x3f\x80\0\0'),(array.array,'b',0,b'\xff')]:
    try: print(a[1:], R(*a))
    except Exception as e: print(a[1:],type(e).__name__, e)
import math
class A:
    def m(self): return 5
    @classmethod
    def c(cls): return cls.__name__
for p in range(6):
    print(pickle.loads(pickle.dumps(len, p)), pickle.loads(pickle.dumps(math.sin, p)), pickle.loads(pickle.dumps(A().m, p))(), pickle.loads(pickle.dumps(A.c, p))(), pickle.loads(pickle.dumps([1].append, p)).__name__, pickle.loads(pickle.dumps(b"\xff\x00", p)))
