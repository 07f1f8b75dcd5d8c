import contextlib
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress


@contextmanager
def tag(name):
    """Wraps."""
    print(f"<{name}>")
    try:
        yield name.upper()
    finally:
        print(f"</{name}>")


with tag("a") as a, tag("b"):
    print(a)
try:
    with tag("err"):
        raise ValueError("inside")
except ValueError as e:
    print("caught", e)
print(tag.__name__, tag.__doc__)


@contextmanager
def swallow():
    try:
        yield
    except KeyError as e:
        print("swallowed", e)


with swallow():
    raise KeyError("k")


@contextmanager
def translate():
    try:
        yield
    except KeyError as e:
        raise RuntimeError("translated") from e


try:
    with translate():
        {}["x"]
except RuntimeError as e:
    print(e, repr(e.__cause__))


@contextmanager
def never():
    if False:
        yield


@contextmanager
def twice():
    yield 1
    yield 2


for cm in (never, twice):
    try:
        with cm():
            pass
    except RuntimeError as e:
        print("RuntimeError", e)


@tag("deco")
def decorated(x):
    return x * 2


print(decorated(4), decorated(5))
with suppress(ZeroDivisionError, KeyError):
    1 / 0
    print("not reached")
with suppress():
    print("nothing suppressed")


class Res:
    def close(self):
        print("closed")


with closing(Res()) as r:
    print(type(r).__name__)
with nullcontext(5) as five:
    print(five)
with ExitStack() as stack:
    for n in "xy":
        stack.enter_context(tag(n))
    stack.callback(print, "callback", end="!\n")
    stack.push(lambda *exc: print("exit", exc[0]))
    print("body")
with ExitStack() as stack:
    stack.push(lambda t, v, tb: print("saw", t.__name__) or True)
    raise IndexError("gone")
stack = ExitStack()
stack.callback(print, "late")
moved = stack.pop_all()
stack.close()
moved.close()


class Timer(contextlib.ContextDecorator):
    def __enter__(self):
        print("start")
        return self

    def __exit__(self, *exc):
        print("stop", exc[0])
        return False


@Timer()
def work():
    return "worked"


print(work())


class Abstract(contextlib.AbstractContextManager):
    def __exit__(self, *a):
        return None


with Abstract() as x:
    print(type(x).__name__)
out = []


class Out:
    def write(self, s):
        out.append(s)


with contextlib.redirect_stdout(Out()):
    print("captured")
print(out)
