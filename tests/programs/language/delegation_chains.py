"""Chains of generators and coroutines that delegate: values, results, exceptions, throw, close and who runs, at every depth."""

import sys


def chain(n, inner):
    if n == 0:
        result = yield from inner
        return result
    result = yield from chain(n - 1, inner)
    return (result or 0) + 1


def source():
    got = []
    try:
        for i in range(3):
            got.append((yield i))
    except ValueError as e:
        got.append((yield f"caught {e}"))
    finally:
        print("source ends", got)
    return 100


def drive(g, steps):
    out = []
    for step in steps:
        try:
            if step == "next":
                out.append(next(g))
            elif step == "close":
                out.append(g.close())
            elif isinstance(step, Exception):
                out.append(g.throw(step))
            else:
                out.append(g.send(step))
        except StopIteration as e:
            out.append(("result", e.value))
        except Exception as e:
            out.append((type(e).__name__, str(e)))
    return out


for depth in (0, 1, 5, 200):
    print(depth, drive(chain(depth, source()), ["next", "next", "next", "next", "next"]))
    print(depth, drive(chain(depth, source()), ["next", "a", None, "b", "next"]))
    print(depth, drive(chain(depth, source()), ["next", ValueError("in"), "next", "next"]))
    print(depth, drive(chain(depth, source()), ["next", KeyError("through"), "next"]))
    print(depth, drive(chain(depth, source()), ["next", "close", "next"]))
    print(depth, list(chain(depth, [1, 2])))


def reentrant():
    yield 1
    try:
        next(outer)
    except ValueError as e:
        yield str(e)


outer = chain(4, reentrant())
print([next(outer), next(outer)])


def names():
    frame = sys._getframe()
    found = []
    while frame is not None and len(found) < 6:
        found.append(frame.f_code.co_name)
        frame = frame.f_back
    yield found


def level(inner):
    yield from inner


print(next(level(level(names()))))
for value in level(level(names())):
    print(value)


def waits():
    me = yield
    yield me.gi_running, me.gi_yieldfrom is None, me.gi_frame is not None


g = level(level(waits()))
next(g)
print(g.gi_yieldfrom is not None, g.gi_running, g.send(g), g.gi_running)


def stops():
    raise StopIteration("inside")
    yield


for g in (level(stops()), level(level(stops()))):
    try:
        next(g)
    except RuntimeError as e:
        print(e, type(e.__cause__).__name__)


def handled():
    try:
        raise KeyError("mine")
    except KeyError:
        yield str(sys.exception())
        yield str(sys.exception())
    yield sys.exception()


try:
    raise ValueError("outer")
except ValueError:
    g = level(level(handled()))
    print(next(g), sys.exception())
print(next(g), sys.exception(), next(g))


class Steps:
    def __init__(self, n):
        self.n = n

    def __await__(self):
        for i in range(self.n):
            yield i
        return self.n * 10


async def wait(depth):
    if depth == 0:
        return await Steps(3)
    return 1 + await wait(depth - 1)


for depth in (0, 1, 100):
    c = wait(depth)
    seen = []
    try:
        while True:
            seen.append(c.send(None))
    except StopIteration as e:
        print(depth, seen, e.value)


def endless(n):
    yield from endless(n + 1)


try:
    next(endless(0))
except RecursionError:
    print("too deep")


class Tree:
    def __init__(self, left, value, right):
        self.left, self.value, self.right = left, value, right

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


def tree(values):
    if not values:
        return None
    half = len(values) // 2
    return Tree(tree(values[:half]), values[half], tree(values[half + 1 :]))


print(list(tree(list(range(40)))) == list(range(40)))
