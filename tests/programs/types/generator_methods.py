"""send, throw, close, return values, and what a generator knows of itself."""
def averager():
    total, count, value = 0, 0, None
    try:
        while True:
            value = yield (total / count if count else None)
            total += value
            count += 1
    except KeyError as error:
        yield f"caught {error}"
    finally:
        print("finished with", total)
    return total
g = averager()
print(next(g), g.send(10), g.send(20), g.throw(KeyError("k")))
try:
    next(g)
except StopIteration as stop:
    print("returned", stop.value)
def inner():
    x = yield 1
    print("inner got", x)
    return "result"
def outer():
    value = yield from inner()
    print("outer got", value)
    yield from (i for i in "ab")
g = outer()
print(next(g), g.send("hello"), list(g), list(g))
def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield 2
g = stubborn()
next(g)
try:
    g.close()
except RuntimeError as error:
    print(error)
g = (x * x for x in range(3))
print(g.gi_running, next(g), g.close(), list(g), type(g).__name__, iter(g) is g, g.gi_frame)
def leaky():
    raise StopIteration("inside")
    yield
def reentrant():
    yield next(me)
me = reentrant()
fresh = averager()
for action in (lambda: next(leaky()), lambda: next(me), lambda: fresh.send(1), lambda: fresh.throw(ValueError("early")), lambda: next(fresh), lambda: averager(1), lambda: averager().throw(5), lambda: next(5)):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error, type(error.__cause__).__name__)
print(averager().close(), averager.__name__, averager().__name__, averager().__qualname__)
