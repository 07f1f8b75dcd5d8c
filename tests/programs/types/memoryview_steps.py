# Parts of memoryviews with steps beyond any size.
m=memoryview(bytearray(b'abcdef'))
for s in (2**62,-2**62,2**63-1,-2**63,2**64,-2**70):
  for a in (m[::s],m[1::s],m[5:2:s],m[2:5:s],m.cast('H')[::s]):
    for f in (bytes,list,lambda a:a.tolist(),lambda a:a.tobytes(),lambda a: a==b'a',lambda a: a==a,lambda a: hash(a),lambda a:a.hex(),lambda a: b'a' in a,lambda a: 97 in a,lambda a:a[0],lambda a:a[-1],lambda a:a[1:],lambda a:bytes(a[::s]),lambda a:list(reversed(a)),lambda a:a.cast('B').tolist(),lambda a:a.toreadonly().tolist(),lambda a:a.count(97),lambda a:a.index(97), lambda a: bytes(a[::-1]), lambda a:a.nbytes, lambda a:(a.c_contiguous,a.f_contiguous,a.contiguous,a.strides,a.shape)):
        try: r=f(a)
        except Exception as e: r=(type(e).__name__,str(e))
        if isinstance(r,memoryview): r=('mv',r.tolist(),r.strides)
        print(s,r)
