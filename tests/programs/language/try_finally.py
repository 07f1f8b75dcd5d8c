# try, except, else, finally with every way to leave.
def run(action):
    out = []
    try:
        out.append("try")
        result = action()
        out.append("after")
    except ZeroDivisionError:
        out.append("zero")
        result = None
    except (TypeError, ValueError) as error:
        out.append(type(error).__name__)
        result = None
    else:
        out.append("else")
    finally:
        out.append("finally")
    return out, result


print(run(lambda: 1))
print(run(lambda: 1 / 0))
print(run(lambda: int("x")))
print(run(lambda: len(5)))
try:
    run(lambda: {}["k"])
except KeyError as error:
    print("escaped", error)


def return_order():
    try:
        return "try"
    finally:
        print("finally runs before the return")


print(return_order())


def override():
    for i in range(3):
        try:
            1 / 0
        except ZeroDivisionError:
            continue
        finally:
            print("round", i)
    return "done"


print(override())


def nested():
    try:
        try:
            raise KeyError("inner")
        finally:
            print("inner finally")
    except KeyError as error:
        print("caught", error)
        try:
            raise ValueError("second") from error
        except ValueError as second:
            return repr(second.__cause__), repr(second.__context__)
    finally:
        print("outer finally")


print(nested())


def reraise():
    try:
        1 / 0
    except ZeroDivisionError:
        try:
            [][1]
        except IndexError:
            pass
        raise


try:
    reraise()
except ZeroDivisionError as error:
    print("again", error, error.__context__)


def unbound():
    try:
        raise ValueError
    except ValueError as error:
        pass
    try:
        error
    except UnboundLocalError as other:
        print(other)


unbound()


def with_value():
    value = 1
    try:
        return value
    finally:
        value = 2


print(with_value())


def loops():
    for i in range(10):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            try:
                print("i", i)
            finally:
                print("inner", i)
        finally:
            print("f", i)
    else:
        print("no")
    return i


print(loops())


class Matcher(type):
    pass


def dynamic(kind):
    try:
        raise LookupError("x")
    except kind:
        return "matched"


print(dynamic(LookupError), dynamic((KeyError, (LookupError,))) if False else "", dynamic(Exception))
for bad in (5, "s", (int, 5)):
    try:
        dynamic(bad)
    except TypeError as error:
        print(error)
import sys


def current():
    return sys.exc_info()[0]


try:
    1 / 0
except ZeroDivisionError:
    print(current(), sys.exception())
    try:
        raise KeyError
    except KeyError:
        print(current())
    print(current())
print(current())
try:
    raise
except RuntimeError as error:
    print(error)
