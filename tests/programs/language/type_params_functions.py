# Type parameters of functions: scopes, lazy bounds, names (PEP 695, 696).


def first[T](items: list[T], default: T | None = None) -> T | None:
    return items[0] if items else default


print(first([3, 4]), first([]), first([], default="x"))
print(first.__type_params__, first.__name__, first.__qualname__)
(T,) = first.__type_params__
print(T.__name__, T, T.__bound__, T.__constraints__, T.has_default())
print(first.__annotations__)
print(first.__annotations__["items"].__args__[0] is T)
print(first.__defaults__)

try:
    print(T2)
except NameError as e:
    print(e)


# Defaults of parameters and decorators are computed outside.
def deco(f):
    print("decorating", f.__name__, f.__type_params__)
    return f


T = "outer"


@deco
def with_defaults[T](a=T, *, b=T + "!", c: T = 1):
    return a, b, c, T


print(with_defaults()[:3], with_defaults()[3] is with_defaults.__type_params__[0])


# Bounds, constraints and defaults are computed when asked for, and then kept.
def noisy(x):
    print("computing", x)
    return x


def lazy[B: noisy(int), C: (noisy(str), noisy(bytes)), D = noisy(float)](): pass


B, C, D = lazy.__type_params__
print("nothing yet")
print(B.__bound__, B.__bound__)
print(C.__constraints__, C.__constraints__, C.__bound__)
print(D.__default__, D.__default__, D.has_default(), B.has_default())
print(B.evaluate_bound(1), B.evaluate_constraints, D.evaluate_default(1))
try:
    B.evaluate_bound(3)
except NotImplementedError as e:
    print("NotImplementedError", e)


# A bound may name what comes later, and the parameters themselves.
def recursive[U: Later, V: list[U]](): pass


class Later: pass


U, V = recursive.__type_params__
print(U.__bound__, V.__bound__.__args__[0] is U)


# Parameters can be shadowed, assigned and captured.
def shadow[X](X):
    return X


print(shadow(5))


def assigned[X]():
    X = 1
    return X


print(assigned(), assigned.__type_params__)


def outer[X]():
    def inner[Y](x: X = None) -> Y:
        return X, Y
    return inner


inner = outer()
print(inner()[0] is outer.__type_params__[0], inner()[1] is inner.__type_params__[0])
print(inner.__qualname__, inner.__annotations__)


# Variadics.
def variadic[*Ts, **P](f, *args, **kwargs): pass


print(variadic.__type_params__)


# Generators, lambdas, comprehensions and closures inside.
def many[Q](n):
    yield from (Q for _ in range(n))
    yield [Q for _ in range(n)]
    yield (lambda: Q)()


print([x == many.__type_params__[0] for x in many(1)])


# The parameters are an attribute that can be set.
def settable[A](): pass


settable.__type_params__ = ()
print(settable.__type_params__)
for bad in (1, [], None):
    try:
        settable.__type_params__ = bad
    except TypeError as e:
        print(e)
print((lambda: 0).__type_params__, len.__name__)


class Holder:
    kind = int
    T = "class attribute"

    def method[U: kind](self, x: U, y: T, z: kind) -> U:
        return x

    def sees[kind](self, x: kind): pass

    @staticmethod
    def static[S](x: S) -> S:
        return x

    @classmethod
    def made[S](cls) -> S:
        return cls.__name__

    def sup[S](self):
        return super().__repr__()[:1], __class__.__name__

    def private[__P](self, x: __P): pass


print(Holder().method(1, 2, 3), Holder.method.__annotations__)
print(Holder.method.__type_params__[0].__bound__, Holder.method.__qualname__)
print(Holder.sees.__annotations__)
print(Holder.static(2), Holder.made(), Holder().sup())
print(Holder.private.__type_params__, Holder.private.__annotations__)
