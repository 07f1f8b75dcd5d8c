# Methods of built-in objects kept as values: they know their receiver, whatever they are given.
import threading

get = {"a": 1}.get
print(get("a"), get("b"), get("b", 2))
for arguments in [({1: 2}, 1), ([],), (), ("a", 1, 2)]:
    try:
        print(get(*arguments))
    except TypeError as e:
        print(e)
for argument in [{1: 2}, {}]:
    try:
        print(get(argument, 1))
    except TypeError as e:
        print(e)

locked = threading.Lock().locked
print(locked())
try:
    locked(1)
except TypeError as e:
    print(type(e).__name__)

length = len
print([length(x) for x in ([1], (1, 2), {1: 1}, "abc")])


class Sub(dict):
    pass


s = Sub(a=1)
get = s.get
print(get("a"), get("b", 5), s.get("a"), dict.get(s, "a"), dict.get(s, "z", 9))
print(threading.Lock().locked(), s.__len__())
