# Of several things that are wrong with a call, the same is said first; and what needs no answer is not asked for.
import math
from collections import deque


def say(text):
    try:
        value = eval(text)
        print(text, "gives", sorted(value) if isinstance(value, (set, frozenset)) else value)
    except Exception as e:
        print(text, type(e).__name__, e)


def giving(*items):
    for item in items:
        print("gave", item, end=" ")
        yield item


for text in """b"ab".translate(deque([1]), 1)
b"ab".translate(b"x", 1)
b"ab".translate(None, 1)
b"ab".translate(bytes(256), "x")
bytearray(b"ab").translate(1, 2)
sum(1, "")
sum([], "")
sum(1, b"")
sum([], bytearray())
math.dist("ab", [1])
math.dist(1, "a")
math.dist([1, "a"], ["b", 2])
math.dist([1, 2], [1, "b"])
math.isqrt(1, 2)
math.factorial()
memoryview(bytearray(8)).cast("İ")
memoryview(bytearray(8)).cast("@日本")
memoryview(bytearray(8)).cast("é", [3])
memoryview(bytearray(8)).cast("é", 3)
memoryview(bytearray(8))[::2].cast("é")
memoryview(bytearray(8)).cast("B\\0é")
memoryview(bytearray(8)).cast("H\\0x").format
memoryview(bytearray(8)).cast("\\0")
str(encoding=1)
str(errors=None)
str(b"a", None)
str(b"a", errors=None)""".splitlines():
    say(text)

# Nothing is asked for any more once all elements of a set have been found.
for made in ("set()", "{1}", "{1, 2}", "frozenset({1})"):
    for items in ("1, {4}", "{4}, 1", "1, 1, [4]", "2, 1, 3, [4]", "2, [4]"):
        for method in ("intersection", "issubset", "isdisjoint", "difference", "union"):
            for given in (f"[{items}]", f"giving({items})"):
                say(f"{made}.{method}({given})")
x = {1, 2}
for items in ((1, 2, {4}), (1, {4}), (3, [1])):
    try:
        x.intersection_update(giving(*items))
        print(sorted(x))
    except TypeError as e:
        print(e, sorted(x))


# A subject is looked at, even where no pattern does.
def subject():
    match a:
        case _ if True:
            print("case")
    a = 1


try:
    subject()
except UnboundLocalError as e:
    print(e)


# No codec is asked about no bytes. Names of codecs hold no null characters.
for text in """str(b"", "nope")
str(b"", "nope", "bad")
str(bytearray(), encoding="nope")
b"".decode("nope")
b"".decode("", "bad")
b"".decode("hex")
b"a".decode("nope")
str(b"a", "nope")
b"a".decode("ascii", "bad")
"".encode("nope")
bytes("", "nope")
str(b"", "a\\0b")
b"".decode("ascii", "a\\0")
"".encode("a\\0")
str("", "nope")""".splitlines():
    say(text)


# A set is taken apart by making a list of it.
class Short(set):
    def __len__(self):
        return -2


say("Short([1]).__reduce__()")
say("Short([1]).__reduce_ex__(2)")

# What is filled with is a byte string, no other buffer. Lengths have a size.
class Bytes(bytes):
    pass


for text in """b"a".center(5, memoryview(b"ab"))
b"a".ljust(5, memoryview(b"a"))
bytearray(b"a").rjust(5, Bytes(b"ab"))
b"a".rjust(5, bytearray(b"x"))
(5).to_bytes(2**65)
(5).to_bytes(-1)""".splitlines():
    say(text)
