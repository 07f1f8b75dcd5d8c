"""The singletons."""
print(None, ..., NotImplemented, repr(None), str(Ellipsis), type(None).__name__, type(...).__name__, type(NotImplemented).__name__)
print(None is None, ... is Ellipsis, None == 0, None == None, bool(None), bool(...), hash(None) == hash(None), None in [None], {None: 1}[None], type(None)() is None, type(...)() is ...)
print([None, ...], f"{None} {...}", f"{None!r:>6}", "%s" % None, sorted([None], key=str), None or "default")
for action in (lambda: None + 1, lambda: None < None, lambda: None.x, lambda: len(None), lambda: iter(None), lambda: -None, lambda: bool(NotImplemented), lambda: setattr(None, "x", 1), lambda: int(None), lambda: None @ 1, lambda: type(None)(1), lambda: format(None, "5"), lambda: "a" + None, lambda: [*None], lambda: {**None}, lambda: max(None)):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
