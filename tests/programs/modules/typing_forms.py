# Special forms, unions and callables as `typing` spells them.
import typing
from typing import (
    Annotated, Any, Callable, ClassVar, Concatenate, Dict, Final, Generic, List, Literal, LiteralString, Mapping,
    Never, NewType, NoDefault, NoReturn, NotRequired, Optional, ParamSpec, Required, Self, Tuple, Type, TypeAlias,
    TypeAliasType, TypeGuard, TypeIs, TypeVar, TypeVarTuple, Union, Unpack, assert_type, cast, get_args, get_origin,
    get_overloads, get_type_hints, overload,
)

T = TypeVar("T")
P = ParamSpec("P")
Ts = TypeVarTuple("Ts")


def show(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


print(Optional[int], Union[int, str, int], Union[int], Union[list[int], None], List[int], Dict[str, T], Tuple[int, ...])
print(Callable[[int], str], Callable[..., T], Callable[P, T], Callable[[], None], Type[int])
print(Literal[1, "a", None, True], ClassVar[int], Final[str], Annotated[int, "x", 3], Required[int], NotRequired[str])
print(Any, NoReturn, Never, Self, LiteralString, TypeAlias, Concatenate[int, P], TypeGuard[int], TypeIs[int], Unpack[Ts])
print(T, P, Ts, P.args, P.kwargs, TypeVar("C", covariant=True), TypeVar("D", contravariant=True), TypeVar("I", infer_variance=True))
print(T.__module__, T.__name__, T.__bound__, T.__constraints__, T.__default__, NoDefault)
print(TypeVar("B", bound=int).__bound__, TypeVar("A", int, str).__constraints__, TypeVar("F", default=list).__default__)

print(get_origin(Optional[int]), get_args(Optional[int]), get_origin(Callable[[int], str]), get_args(Callable[[int, str], T]))
print(get_origin(Annotated[int, 1]), get_args(Annotated[int, 1]), get_origin(Literal[1]), get_args(Literal[1, 2]))
print(get_origin(int), get_args(int), get_origin(List[int]), get_origin(Generic[T]))

# Substitution.
print(list[T][int], dict[T, list[T]][int], Dict[str, T][bytes], (T | None)[int], Union[T, int][str], Optional[T][int])
print(Callable[[T], list[T]][int], Callable[P, T][[int, str], bool], Callable[P, int][...], tuple[int, *Ts][str, float])
print(tuple[T, *Ts, T][int, str, bytes] if False else tuple[*Ts, T][int, str, bytes], tuple[*Ts][()])
print(list[T | None].__parameters__, Callable[P, T].__parameters__, tuple[*Ts].__parameters__)

show(lambda: list[T][int, str])
show(lambda: Optional[int, str])
show(lambda: Union[()])
show(lambda: Literal[[]])
show(lambda: Any())
show(lambda: isinstance(1, Any))
show(lambda: isinstance([], List[int]))
show(lambda: issubclass(list, List))
show(lambda: isinstance({}, Mapping))
show(lambda: isinstance(1, Union[int, str]))
show(lambda: ClassVar[ClassVar[int]])
show(lambda: TypeVar("X", int))
show(lambda: TypeVar("X", int, str, bound=int))
show(lambda: TypeVar("X", covariant=True, contravariant=True))
show(lambda: Generic[int])
show(lambda: Generic[T, T])
show(lambda: T())
show(lambda: type("X", (TypeVar,), {}))
show(lambda: Optional)
show(lambda: Union[int, 1])

print(Union[int, str] == Union[str, int], Optional[int] == Union[int, None] == (int | None), hash(Union[int, str]) == hash(int | str))
print(typing.Union is type(int | str), List == List, list[int] == List[int])
print(cast(int, "x"), assert_type(3, int), NewType("UserId", int)(5), NewType("UserId", int).__supertype__)


def f(x: int, y: "str" = "", *args: T, **kwargs: Optional[int]) -> None: ...


print(get_type_hints(f))


class A:
    x: ClassVar[int] = 1
    y: "Optional[A]"


print(get_type_hints(A))
print(get_type_hints(A, include_extras=True))


@overload
def g(x: int) -> int: ...
@overload
def g(x: str) -> str: ...
def g(x):
    return x


print(g(1), len(get_overloads(g)))
type Alias[K] = dict[K, T]
print(Alias, Alias[int], Alias.__value__, Alias.__parameters__, get_origin(Alias[int]))
print(TypeAliasType("Made", list[T], type_params=(T,))[int])
