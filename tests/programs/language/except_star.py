# except*: parts of groups go to their clauses, the rest goes on; what clauses raise is collected.
def run(error):
    log = []
    try:
        try:
            raise error
        except* ValueError as group:
            log.append(("value", repr(group)))
        except* (TypeError, KeyError) as group:
            log.append(("type or key", repr(group)))
        else:
            log.append("else")
        finally:
            log.append("finally")
    except BaseException as rest:
        log.append(("rest", repr(rest), repr(rest.__context__)))
    return log


print(run(ExceptionGroup("g", [ValueError(1), TypeError(2), KeyError(3)])))
print(run(ExceptionGroup("g", [ValueError(1), OSError(2), ExceptionGroup("inner", [ValueError(3), IndexError(4)])])))
print(run(ValueError("naked")), run(OSError("not taken")), run(BaseExceptionGroup("b", [KeyboardInterrupt(), ValueError(5)])))
try:
    pass
except* ValueError:
    print("never")
else:
    print("else")
finally:
    print("finally")


def raising(error):
    try:
        raise error
    except* ValueError:
        raise RuntimeError("from the clause")
    except* TypeError as group:
        raise


for error in (ExceptionGroup("one", [ValueError(1)]), ExceptionGroup("two", [ValueError(1), TypeError(2)]), ExceptionGroup("three", [TypeError(2), OSError(3)]),
              ValueError("naked")):
    try:
        raising(error)
    except Exception as result:
        print(repr(result), "| context:", repr(result.__context__))
        if isinstance(result, ExceptionGroup):
            print([(type(e).__name__, repr(e.__context__)) for e in result.exceptions])


def loop():
    seen = []
    for i in range(3):
        try:
            raise ExceptionGroup("g", [ValueError(i)])
        except* ValueError as group:
            for j in range(3):
                if j == 1:
                    continue
                if j == 2:
                    break
            seen.append(group.exceptions[0].args[0])
    return seen


print(loop())
for bad in (int, ExceptionGroup, (ValueError, BaseExceptionGroup), 5):
    try:
        try:
            raise ValueError("x")
        except* bad:
            print("never")
    except TypeError as error:
        print(error, repr(error.__context__))
import sys

try:
    raise ExceptionGroup("outer", [ValueError("inner")])
except* ValueError as group:
    print(repr(sys.exception()), sys.exception() is group)
print(sys.exception())
try:
    group
except NameError as error:
    print(error)


class Special(ExceptionGroup):
    def derive(self, excs):
        return Special(self.message + "+", excs)


try:
    try:
        raise Special("s", [ValueError(1), TypeError(2)])
    except* ValueError as group:
        print(type(group).__name__, group.message)
except Special as rest:
    print(type(rest).__name__, rest.message, rest.exceptions)
