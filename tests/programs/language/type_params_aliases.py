# `type` statements: lazy values, generic aliases, scopes (PEP 695).
type Number = int | float
print(Number, Number.__name__, Number.__value__, Number.__type_params__, Number.__parameters__)
print(type(Number), Number.__module__)
print(isinstance(3, Number.__value__))

type Tree = tuple[Tree, Tree] | None
print(Tree.__value__)

type Pair[A, B = A] = tuple[A, B]
print(Pair, Pair.__type_params__, Pair.__value__)
print(Pair[int, str], Pair[int, str].__origin__ is Pair, Pair[int, str].__args__)
A, B = Pair.__type_params__
print(B.__default__ is A, A.has_default())


def noisy(x):
    print("computing", x)
    return x


type Lazy = noisy(list[int])
print("not yet")
print(Lazy.__value__, Lazy.__value__)
print(Lazy.evaluate_value(1))

type Broken = missing + 1
try:
    Broken.__value__
except NameError as e:
    print(e)
missing = 1
print(Broken.__value__)

try:
    Number[int]
except TypeError as e:
    print(e)
print(Number | None, None | Number, Number | list[int])
for name in ("__value__", "other"):
    try:
        setattr(Number, name, 1)
    except AttributeError as e:
        print(e)
try:
    isinstance(1, Number)
except TypeError as e:
    print(e)


class C:
    base = str
    type Own = base
    type Gen[T: base] = dict[base, T]
    type Deep[T] = [x for x in (T, base)]


print(C.Own, C.Own.__value__, C.Gen.__value__, C.Gen.__type_params__[0].__bound__)


def make(kind):
    type Inner[T] = dict[T, kind]
    return Inner


print(make(int).__value__, make(str)[bool], make(int))

# `type` is also an ordinary name.
type = type
print(type(1))
