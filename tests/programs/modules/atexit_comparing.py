# atexit.unregister asks what it is given whether it is equal, and survives what comparing does.
import atexit
def show(f):
    try: print(repr(f()))
    except BaseException as e: print(type(e).__name__, e)
class C:
    def __init__(s,n): s.n=n
    def __call__(s): print('called',s.n)
    def __eq__(s,o):
        print('eq',s.n, getattr(o,'n',o))
        if s.n=='clear': atexit._clear()
        if s.n=='raise': raise ValueError('e')
        if s.n=='reg': atexit.register(C('new'))
        return s.n==getattr(o,'n',None)
atexit.register(C(1)); atexit.register(C(2)); atexit.register(C(1)); atexit.register(C('a'))
show(lambda: atexit.unregister(C(1))); show(atexit._ncallbacks)
atexit.register(C('clear')); atexit.register(C(3))
show(lambda: atexit.unregister(C(3))); show(atexit._ncallbacks)
atexit._clear()
atexit.register(C('raise')); atexit.register(C(3)); show(lambda: atexit.unregister(C(3))); show(atexit._ncallbacks); show(lambda: atexit.unregister(C('q'))); show(lambda: atexit.unregister(C('raise')))
atexit._clear()
atexit.register(C('reg')); atexit.register(C(3)); show(lambda: atexit.unregister(C(3))); show(atexit._ncallbacks)
show(lambda: atexit.unregister()); show(lambda: atexit.register()); show(lambda: atexit.register(1))
atexit._run_exitfuncs()
