"""Items of bytearrays, one by one."""
b=bytearray(4)
for i in (0,3,-1,4,True): 
    try: b[i]=7; print(b)
    except Exception as e: print(type(e).__name__, e)
for v in (0,255,256,-1,'a',True,2**70):
    try: b[1]=v; print(b)
    except Exception as e: print(type(e).__name__, e)
m=memoryview(b); b[2]=9; print(bytes(m))
class B(bytearray):
    def __setitem__(s,i,v): print('set',i,v); super().__setitem__(i,v)
x=B(2); x[0]=1; print(x)
