"""What is empty may be repeated any number of times, in constant expressions too; and an order of bases that cannot be names them shortly."""

import collections


def show(label, f):
    try:
        print(label, repr(f()))
    except Exception as e:
        print(label, type(e).__name__, e)


show("tuple", lambda: () * 2305843009213693952)
show("str", lambda: "" * 2305843009213693952)
show("bytes", lambda: b"" * 2305843009213693952)
show("list", lambda: [] * 2305843009213693952)
show("reversed", lambda: 9223372036854775807 * ())
for empty in ((), [], b"", "", bytearray(), collections.deque()):
    for n in (1 << 61, (1 << 63) - 1, -1, 0):
        show(n, lambda: empty * n)
items = []
items *= 1 << 61
print(items)


class C1:
    pass


class C2(C1):
    pass


for last in (collections.deque, int, collections.OrderedDict, ValueError):
    show("bases", lambda: type("X", (C1, C2, last), {}))
