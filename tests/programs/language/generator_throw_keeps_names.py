"""What is thrown in at a `yield` leaves the name before it as it was: there is no value to assign."""


def unbound():
    try:
        got = yield 1
    except KeyError:
        yield [got for _ in range(2)]


def bound():
    got = "before"
    try:
        got = yield 1
    except KeyError:
        yield got
    try:
        got = yield 2
    finally:
        print("finally", got)


def item(d):
    try:
        d["a"] = yield
    except KeyError:
        yield d


def cell():
    def show():
        return got

    try:
        got = yield 1
    except KeyError:
        yield show()


class Awaitable:
    def __await__(self):
        return (yield "wait")


async def coroutine():
    got = "before"
    try:
        got = await Awaitable()
    except KeyError:
        return got


async def asynchronous():
    try:
        got = yield 1
    except KeyError:
        yield got


def thrown(g):
    next(g)
    try:
        print(g.throw(KeyError("k")))
    except Exception as e:
        print(type(e).__name__, e)
    return g


thrown(unbound())
g = thrown(bound())
print(next(g))
try:
    g.send("sent")
except StopIteration:
    print("ended")
g = thrown(bound())
next(g)
try:
    g.throw(ValueError("v"))
except ValueError as e:
    print("out", e)
thrown(item({}))
thrown(cell())
c = coroutine()
print(c.send(None))
try:
    c.throw(KeyError("k"))
except StopIteration as e:
    print(e.value)
a = asynchronous()
try:
    a.asend(None).send(None)
except StopIteration as e:
    print(e.value)
try:
    a.athrow(KeyError("k")).send(None)
except Exception as e:
    print(type(e).__name__, e)
