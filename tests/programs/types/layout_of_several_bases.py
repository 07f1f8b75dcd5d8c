# Of several bases one gives the layout of instances; `__dict__` and `__weakref__` of the others are had anew.
import itertools


class Plain: pass
class Empty: __slots__ = ()
class Slot: __slots__ = ("q",)
class Weak: __slots__ = ("__weakref__",)
class Dict: __slots__ = ("__dict__",)
class List(list): pass
class BareList(list): __slots__ = ()
class SlotList(list): __slots__ = ("s",)
class SlotDict(Slot): pass
class Error(Exception): pass


bases = [Plain, Empty, Slot, Weak, Dict, List, BareList, SlotList, SlotDict, Error, bytes, object]
declared = [None, (), ("__dict__",), ("a", "__weakref__")]


def describe(chosen, slots):
    names = " ".join(c.__name__ for c in chosen)
    try:
        made = type("Made", chosen, {} if slots is None else {"__slots__": slots})
    except Exception as e:
        return f"{names} {slots}: {type(e).__name__} {e}"
    value = made()
    try:
        value.other = 1
        attributes = value.__dict__
    except AttributeError as e:
        attributes = e
    own = [n for n in ("__dict__", "__weakref__") if n in vars(made)]
    return f"{names} {slots}: {made.__base__.__name__} {own} {attributes} {made.__dictoffset__ != 0} {made.__weakrefoffset__ != 0}"


for chosen in itertools.chain(itertools.permutations(bases, 1), itertools.permutations(bases, 2)):
    for slots in declared:
        print(describe(chosen, slots))
for chosen in [(Empty, Plain, Slot), (Plain, Empty, List), (Slot, Plain, Error), (List, Plain, Slot), (Plain, Slot, SlotDict)]:
    for slots in declared:
        print(describe(chosen, slots))

# Names that are no good come before those that a class variable has.
for names in (("a", "__dict__"), ("a", 1), ("a", "b c"), ("__dict__", "a")):
    try:
        type("Made", (Plain,), {"__slots__": names, "a": 1})
    except Exception as e:
        print(names, type(e).__name__, e)

# Who is named that has no room for them.
class Number(int): pass


for base in (Number, int, bytes, type("Inner", (Number,), {})):
    try:
        type("Made", (base,), {"__slots__": ("a",)})
    except TypeError as e:
        print(e)
