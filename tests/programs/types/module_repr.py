"""What the repr of a module says of where it comes from."""
import types, sys, importlib.util, importlib.machinery
m = types.ModuleType('n'); print(m)
m.__loader__ = 5; print(m)
m.__spec__ = importlib.machinery.ModuleSpec('sp', None); print(m)
m.__spec__ = importlib.machinery.ModuleSpec('sp', 7); print(m)
m.__spec__ = importlib.machinery.ModuleSpec('sp', 7, origin='somewhere'); print(m)
m.__spec__ = s = importlib.machinery.ModuleSpec('sp', 7, origin='/a/b'); s.has_location = True; print(m)
m.__spec__ = None; m.__file__ = '/x/y'; print(m)
m.__file__ = 5; print(m)
del m.__file__; del m.__loader__; print(m); del m.__name__; print(m)
print(sys, types.ModuleType.__new__(types.ModuleType))
class M(types.ModuleType):
    def __repr__(self): return 'mine'
print(M('x'))
