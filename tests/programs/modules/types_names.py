import types

print(types.FunctionType is type(lambda: 0), types.LambdaType is types.FunctionType, types.GeneratorType is type(x for x in ()), types.MethodType is type([].__class__.mro) or True)
print(types.BuiltinFunctionType is type(len), types.ModuleType is type(types), types.NoneType is type(None), types.EllipsisType is type(...), types.NotImplementedType)
ns = types.SimpleNamespace(a=1, b="x")
ns.c = [2]
print(ns, ns.a, ns == types.SimpleNamespace(a=1, b="x", c=[2]), vars(ns))
del ns.a
print(ns, hasattr(ns, "a"), types.SimpleNamespace(), types.SimpleNamespace({"k": 1}, z=2))
ns.me = ns
print(ns)
m = types.ModuleType("made", "doc text")
m.x = 5
print(m.__name__, m.__doc__, m.x)
view = types.MappingProxyType({"a": 1})
print(view, view["a"], len(view), list(view), view.get("z", 0), "a" in view, view | {"b": 2})
try:
    view["b"] = 1
except TypeError as e:
    print(e)


class C:
    def f(self):
        return self.v


c = C()
c.v = 42
bound = types.MethodType(lambda self, x: (self.v, x), c)
print(bound(7), bound.__self__ is c, c.f.__func__ is C.f)
D = types.new_class("D", (C,), {}, lambda ns: ns.update(w=9))
print(D, D.w, D.__mro__[1] is C, types.new_class("Empty").__bases__)


class Desc:
    @types.DynamicClassAttribute
    def value(self):
        return "instance value"


print(Desc().value)


def gen():
    yield


print(isinstance(gen(), types.GeneratorType), isinstance(c.f, types.MethodType), isinstance(C.f, types.FunctionType), isinstance(gen.__code__, types.CodeType))
try:
    raise ValueError
except ValueError as e:
    print(isinstance(e.__traceback__, types.TracebackType))
print(types.resolve_bases((C,)) == (C,), types.get_original_bases(D) == (C,))
