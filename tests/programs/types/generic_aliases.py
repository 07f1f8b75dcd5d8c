# `list[int]` and `int | None`, without `typing`.
from types import GenericAlias, UnionType


def show(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


print(list[int], dict[str, list[int]], tuple[int, ...], tuple[()], list[None], list["x"], list[[int, str]])
print(type(list[int]), list[int].__origin__, list[int].__args__, list[int].__parameters__)
print(list[int] == list[int], list[int] == list[str], hash(list[int]) == hash(list[int]), {list[int]: 1}[list[int]])
print(list[int]([1]), list[int].append is list.append, list[int].__class__)
print(GenericAlias(list, int), GenericAlias(list, (int, str)))


def generic[T, U](): pass


T, U = generic.__type_params__
print(dict[T, list[U]], dict[T, list[U]].__parameters__)
print((T | None).__parameters__, list[T] | int)


class Mine:
    def __class_getitem__(cls, item):
        return GenericAlias(cls, item)


made = Mine[int]()
print(Mine[int], made.__orig_class__)


class Based(list[int]): pass


print(Based.__bases__, Based.__orig_bases__, Based([1, 2]))


class Alias(GenericAlias):
    def __new__(cls, origin, args):
        return super().__new__(cls, origin, args)

    def __repr__(self):
        return "mine"


print(Alias(list, int), Alias(list, int).__args__, Alias(list, int) == list[int])
(star,) = tuple[int, str]
print(star, star.__unpacked__, star.__typing_unpacked_tuple_args__, star == tuple[int, str])
print(tuple[*tuple[int, str], bool], list[int].__reduce__())

print(int | str, int | None, None | int, int | str | int, int | int, list[int] | None)
print(type(int | str), UnionType is type(int | str), (int | str).__args__)
print(int | str == str | int, hash(int | str) == hash(str | int), int | str == int | None)
print(isinstance(1, int | str), isinstance(None, int | None), issubclass(bool, int | str), isinstance(1.0, int | str))
print((int | str).__name__, (int | str).__origin__)
show(lambda: isinstance([], list[int]))
show(lambda: issubclass(list, list[int]))
show(lambda: isinstance(1, str | list[int]))
show(lambda: isinstance(1, int | list[int]))
show(lambda: int | 1)
show(lambda: list[int][int])
show(lambda: UnionType())
show(lambda: GenericAlias(list))
show(lambda: GenericAlias(list, int, x=1))
show(lambda: list[int].nothing)
show(lambda: type("X", (int | str,), {}))

# A union of many members is made in a time that grows with their number, and no faster.
many = int
for i in range(150):
    many = many | list[i]
print(len(many.__args__), (many | list[3]) == many, repr(many)[:40])
