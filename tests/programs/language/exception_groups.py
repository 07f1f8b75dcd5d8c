# ExceptionGroup: construction, splitting, subgroups, derived classes.
group = ExceptionGroup("outer", [ValueError(1), ExceptionGroup("inner", [TypeError("t"), KeyError("k")]), OSError("o")])
print(group, repr(group))
print(group.message, len(group.exceptions), type(group.exceptions).__name__, group.args[0])
match, rest = group.split(TypeError)
print(repr(match), repr(rest))
print(group.split(ZeroDivisionError)[0], group.split((ValueError, KeyError))[0])
print(repr(group.subgroup(lambda e: isinstance(e, OSError))), group.subgroup(RuntimeError))
print(isinstance(group, Exception), ExceptionGroup.__mro__)
print(type(BaseExceptionGroup("b", [ValueError()])).__name__, type(BaseExceptionGroup("b", [KeyboardInterrupt()])).__name__)
for action in (lambda: ExceptionGroup("x", []), lambda: ExceptionGroup("x", [1]), lambda: ExceptionGroup("x", 5), lambda: ExceptionGroup(1, [ValueError()]),
               lambda: ExceptionGroup("x"), lambda: ExceptionGroup("x", [KeyboardInterrupt()]), lambda: group.split(5), lambda: group.split(int)):
    try:
        print(action())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)


class Custom(ExceptionGroup):
    def derive(self, excs):
        print("derive", len(excs))
        return Custom(self.message + "'", excs)


try:
    raise Custom("custom", [ValueError("a"), TypeError("b")]) from KeyError("cause")
except Custom as error:
    error.add_note("a note")
    part = error.subgroup(ValueError)
    print(repr(part), repr(part.__cause__), part.__notes__, part.__traceback__ is error.__traceback__)
    same = error.subgroup(Exception)
    print(same is error)


def leaves(error):
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from leaves(inner)
    else:
        yield error


print([type(e).__name__ for e in leaves(group)])
try:
    raise group
except ExceptionGroup as error:
    print("caught", error is group)
