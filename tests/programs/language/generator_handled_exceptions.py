"""Which exception is being handled inside a generator: its own, or that of whoever resumes it, now."""

import sys


def show():
    return repr(sys.exception())


def handles():
    yield show()
    try:
        raise KeyError("mine")
    except KeyError:
        yield show()
        try:
            raise IndexError("inner")
        except IndexError:
            yield show()
        yield show()
    yield show()
    try:
        raise KeyError("again")
    except KeyError:
        yield show()
    finally:
        yield show()
    yield show()


def resume(g, exception):
    if exception is None:
        return next(g)
    try:
        raise exception
    except type(exception):
        return next(g)


A, B = ValueError("a"), TypeError("b")
for plan in (
    [None] * 8,
    [A] * 8,
    [A, None] * 4,
    [None, A] * 4,
    [A, B] * 4,
    [A, A, B, B] * 2,
    [A, A, A, None, None, None, B, B],
):
    g = handles()
    print([resume(g, e) for e in plan], show())


def level(inner):
    yield from inner


for plan in ([A, None] * 4, [A, A, B, B] * 2):
    g = level(level(handles()))
    print([resume(g, e) for e in plan], show())


def reraises():
    try:
        raise KeyError("first")
    except KeyError:
        yield 1
        raise


for first, second in ((A, None), (None, A), (A, B)):
    g = reraises()
    resume(g, first)
    try:
        resume(g, second)
    except KeyError as e:
        print(repr(e), repr(e.__context__))
    print(show())


def context():
    try:
        raise KeyError("one")
    except KeyError:
        yield 1
    try:
        raise IndexError("two")
    except IndexError as e:
        yield repr(e.__context__)


for first, second in ((A, None), (None, A), (A, B)):
    g = context()
    resume(g, first)
    print(resume(g, second))


async def handling(step):
    try:
        raise KeyError("async")
    except KeyError:
        await step
        seen = show()
    await step
    return seen, show()


class Step:
    def __await__(self):
        yield


for first, second, third in ((A, None, None), (None, A, None), (A, B, A)):
    c = handling(Step())
    try:
        for e in (first, second, third):
            resume(iter(lambda: c.send(None), 0), e)
    except StopIteration as e:
        print(e.value)
