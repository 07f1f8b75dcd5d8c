class S(str):
    def __bytes__(self): return b"own " + self.encode()
class T(str): pass
class U(str):
    def __bytes__(self): return 1.5
for c in (S, T, U, str):
    for a in ((), ("ascii",), ("ascii", "strict")):
        for f in (bytes, bytearray):
            try: print(c.__name__, a, f.__name__, f(c("x"), *a))
            except Exception as e: print(c.__name__, a, f.__name__, type(e).__name__, e)
    try: print(bytes(c("x"), errors="strict"))
    except Exception as e: print(type(e).__name__, e)
