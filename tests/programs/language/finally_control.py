# return, break and continue inside finally swallow what was on its way.
def swallow():
    try:
        1 / 0
    finally:
        return "swallowed"


def replaced():
    try:
        return "first"
    finally:
        return "second"


def breaks():
    while True:
        try:
            raise KeyError("gone")
        finally:
            break
    return "broke"


def continues():
    seen = []
    for i in range(3):
        try:
            seen.append(i)
            raise ValueError(i)
        finally:
            continue
    return seen


def in_generator():
    try:
        yield 1
        yield 2
    finally:
        print("generator finally")


print(swallow(), replaced(), breaks(), continues())
g = in_generator()
print(next(g))
del g
for value in in_generator():
    break
print("after loop")


def raising_finally():
    try:
        raise ValueError("first")
    finally:
        raise KeyError("second")


try:
    raising_finally()
except KeyError as error:
    print(repr(error), repr(error.__context__))


def nested_return():
    try:
        try:
            return 1
        finally:
            print("one")
            try:
                1 / 0
            except ZeroDivisionError:
                print("two")
    finally:
        print("three")


print(nested_return())


def finally_with_loop():
    try:
        return "value"
    finally:
        for i in range(3):
            if i == 1:
                continue
            if i == 2:
                break
        print("loop in finally", i)


print(finally_with_loop())
