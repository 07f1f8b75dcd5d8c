# Generators: send, throw, close, return values, yield from, states.
def echo():
    received = []
    while True:
        try:
            value = yield len(received)
        except ValueError as error:
            received.append(f"threw {error}")
        else:
            if value is None:
                return received
            received.append(value)


g = echo()
print(next(g), g.send("a"), g.throw(ValueError("v")), g.send("b"))
try:
    next(g)
except StopIteration as stop:
    print("returned", stop.value)
print(list(g))


def delegate():
    result = yield from echo()
    print("inner gave", result)
    x = yield from [10, 20]
    print("list gave", x)
    return "end"


d = delegate()
print(next(d), d.send(1), d.throw(ValueError("through")), next(d), next(d))
try:
    next(d)
except StopIteration as stop:
    print(stop.value)


def closing():
    try:
        yield 1
        yield 2
    except GeneratorExit:
        print("closing")
        raise
    finally:
        print("cleanup")


c = closing()
print(next(c), c.close(), c.close())
try:
    next(c)
except StopIteration:
    print("closed")


def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield 2


s = stubborn()
next(s)
try:
    s.close()
except RuntimeError as error:
    print(error)


def returns_on_close():
    try:
        yield 1
    except GeneratorExit:
        return "closed value"


r = returns_on_close()
next(r)
print(r.close())
fresh = echo()
try:
    fresh.send("too early")
except TypeError as error:
    print(error)
print(fresh.close())


def self_running():
    yield next(me)


me = self_running()
try:
    next(me)
except ValueError as error:
    print(error)


def stop_inside():
    yield 1
    raise StopIteration("leak")


try:
    list(stop_inside())
except RuntimeError as error:
    print(error, repr(error.__cause__))


def outer():
    try:
        yield from closing()
    finally:
        print("outer cleanup")


o = outer()
next(o)
o.close()
o = outer()
next(o)
try:
    o.throw(KeyError("into the inner"))
except KeyError as error:
    print(error)
never = echo()
try:
    never.throw(ValueError("not started"))
except ValueError as error:
    print(error, list(never))
try:
    echo().throw("not an exception")
except TypeError as error:
    print(error)


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        while self.n:
            yield self.n
            self.n -= 1


print(list(Countdown(3)), sum(Countdown(4)))


def tree(n):
    if n:
        yield from tree(n - 1)
        yield n
        yield from tree(n - 1)


print(list(tree(3)))
gen = (x for x in "ab")
print(gen.gi_running, gen.__name__, next(gen), gen.gi_frame is not None, list(gen), gen.gi_frame)
print((yield_ := (lambda: (yield 5)))().__next__())
