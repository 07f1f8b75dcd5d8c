"""What json reads and writes, what it refuses, and where: errors with their places and notes."""

import collections
import enum
import json
import re
from json.decoder import scanstring


def tried(f, *args, **keywords):
    shown = ascii(args)[1:70]
    try:
        print(shown, "->", ascii(f(*args, **keywords))[:100])
    except Exception as e:
        print(shown, "!", type(e).__name__, ascii(str(e))[:120], getattr(e, "pos", ""))


for s in """ "abc|"a\\|"\\q"|"\\u12|"\\u12G4"|"\\ud83d\\ude00"|"\\ud83d\\u00"|"\\"|"\\u"|"é\\n\\u00e9"|"\\u 123"|"\\/\\b\\f"|"😀é"|"a\tb"|
[|[1|[1,|[1,]|[1 2]|{|{"a"|{"a":|{"a":1|{"a":1,|{"a":1,}|{"a" 1}|{"a":}|{a:1}|{"a":1 "b":2}|[,]|{,}|nul|truE|-|-x|01|1.|1.e5|1e|1e+|-Infinity|
NaN|-Inf|1.5e10|-0|-0.0|1E400|123456789012345678901234567890|[1]x| [ 1 , 2 ] |{"a": {"b": [null, true]}}|{"a":1,"a":2}|é|["é",]|["é" 1]|１|
[1.5,2e3]|  |\ufeff1|{"a":1, 5}|["a" ,\n ]|{"a":1 ,\n }|{ }|[ ]|{"é": [1,\n2 3]}""".replace("\n", "").split("|"):
    tried(json.loads, s.replace("\\n ]", "\n ]"))
tried(json.loads, "1" * 5000)
for args in ("x", 5), ("x", -1), (b"x", 0), ('abc"d', 1), ('a\nbc"d', 1, False), ('é"d', 0):
    tried(scanstring, *args)
hooks = {"parse_constant": lambda x: ("c", x), "parse_int": lambda x: ("i", x), "parse_float": lambda x: ("f", x)}
for s in "NaN", "[Infinity, -Infinity]", "1", "-1.5":
    tried(json.loads, s, **hooks)
tried(json.loads, '{"a": {"b": 1}}', object_hook=lambda d: ("hook", d))
tried(json.loads, '{"a": {"b": 1}, "c": {}}', object_pairs_hook=lambda d: ("pairs", d))
tried(json.loads, '{"a": 1}', object_hook=lambda d: 1 / 0)
tried(json.loads, b'{"a": "\xc3\xa9"}')
keys = json.loads('[{"name": 1}, {"name": 2}]')
print(next(iter(keys[0])) is next(iter(keys[1])))


class Int(int):
    def __repr__(self):
        return "x"


class Float(float):
    def __repr__(self):
        return "x"


class Text(str):
    pass


class Number(enum.IntEnum):
    ONE = 1


class Items(dict):
    def items(self):
        return [("z", 1)]


class Other:
    pass


Point = collections.namedtuple("Point", "x y")
objects = [
    None, True, -5, 10**30, 1.5, 1e100, -0.0, float("nan"), float("inf"), -float("inf"), 'a"\\\n\r\t\b\f\x00\x1f\x7fé\u2028😀/', [], {}, (),
    [1, [2, []]], {"a": 1, 2: 3, 1.5: 2, None: 1, True: 0, False: 9}, Int(5), Float(1.5), Text("x"), Number.ONE, Items(a=1), frozendict(q=[1]),
    collections.OrderedDict(b=1, a=2), {Number.ONE: 1, Int(3): 2, Float(2.5): 3, Text("k"): 1}, Point(1, 2), Other(), {(1, 2): 3}, {1, 2}, b"x",
    [Other()], {"a": [Other()]}, {"a": {"b": Other()}}, {float("nan"): 1}, {"b": 1, "a": [{"d": 1, "c": 2}]}, {1: {}, 2: []},
]
for options in (
    {}, {"ensure_ascii": False}, {"indent": 2}, {"indent": "\t"}, {"sort_keys": True}, {"skipkeys": True}, {"allow_nan": False},
    {"separators": (",", ":")}, {"default": lambda o: "D"}, {"indent": 0}, {"check_circular": False}, {"indent": 1, "sort_keys": True},
):
    print(sorted(options))
    for o in objects:
        try:
            print("   ", ascii(json.dumps(o, **options)))
        except Exception as e:
            print("   ", type(e).__name__, re.sub("0x[0-9a-f]+", "0x", ascii(str(e))), getattr(e, "__notes__", []))

ring = []
ring.append({"again": [ring]})
try:
    json.dumps(ring)
except ValueError as e:
    print(e, e.__notes__)
it = Other()
try:
    json.dumps(it, default=lambda o: o)
except ValueError as e:
    print(e, e.__notes__)
again = [1, {"x": [None, "y" * 100]}]
print(json.loads(json.dumps([again, again])) == [again, again])
