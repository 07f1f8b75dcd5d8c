"""What counts as a sequence or a mapping for `match`: bases, registered classes, and items asked for one by one."""

from collections import OrderedDict, UserDict, UserList, defaultdict, deque
from collections.abc import Mapping, MutableMapping, Sequence
from types import MappingProxyType


def kind(x):
    match x:
        case [*_]:
            return "sequence"
        case {}:
            return "mapping"
    return "neither"


class Own(Sequence):
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        if not 0 <= i < self.n:
            raise IndexError(i)
        print("item", i)
        return i


class Both(UserDict, Sequence):
    pass


class Other(UserList, Mapping):
    pass


for x in [], (), range(3), deque(), memoryview(b""), "text", b"", bytearray(), {}, OrderedDict(), defaultdict(int), MappingProxyType({}), {1}, Own(0), Both(), Other(), UserList(), UserDict():
    print(type(x).__name__, kind(x))


class Parent: pass
class Child(Parent): pass


print(kind(Parent()), kind(Child()))
MutableMapping.register(Parent)


class Late(Parent): pass


print(kind(Parent()), kind(Child()), kind(Late()))


def ends(x):
    match x:
        case [first, *_, last]:
            return first, last
        case [_]:
            return "one"
        case [*_, last]:
            return last
        case [*_]:
            return "none"


print(ends(Own(5)), ends(Own(1)), ends(Own(0)), ends(range(1 << 40)), ends("ab"))

match Own(9):
    case [0, 2, *_, 9]:
        print("no")
    case [0, _, *_, 7 | 8 as last]:
        print("last", last)


class Outer:
    def private(self, x):
        match x:
            # Not the class's private name.
            case Parent(__name=y):
                return y


p = Parent()
setattr(p, "__name", "as written")
print(Outer().private(p))
