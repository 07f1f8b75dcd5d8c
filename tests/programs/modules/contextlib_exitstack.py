from contextlib import ContextDecorator, ExitStack, contextmanager

log = []


class Resource:
    def __init__(self, name, swallow=False, fail=False):
        self.name, self.swallow, self.fail = name, swallow, fail

    def __enter__(self):
        log.append(f"open {self.name}")
        return self.name

    def __exit__(self, kind, value, tb):
        log.append(f"close {self.name} {kind.__name__ if kind else None}")
        if self.fail:
            raise RuntimeError(f"closing {self.name}")
        return self.swallow


def show(f):
    log.clear()
    try:
        r = f()
        print(r, log)
    except Exception as e:
        print(type(e).__name__, e, log)


def several():
    with ExitStack() as s:
        return [s.enter_context(Resource(n)) for n in "abc"]


def swallowing():
    with ExitStack() as s:
        s.enter_context(Resource("outer"))
        s.enter_context(Resource("inner", swallow=True))
        raise ValueError("x")
    return "went on"


def failing():
    with ExitStack() as s:
        s.enter_context(Resource("outer"))
        s.enter_context(Resource("inner", fail=True))
        raise ValueError("x")


def moving():
    with ExitStack() as s:
        s.enter_context(Resource("kept"))
        s.callback(log.append, "callback")
        kept = s.pop_all()
    log.append("after with")
    kept.close()
    return "closed"


def wrong():
    with ExitStack() as s:
        s.enter_context(5)


@contextmanager
def managed(n):
    log.append(f"enter {n}")
    try:
        yield n
    except ValueError:
        log.append("ValueError seen")
        raise
    finally:
        log.append(f"leave {n}")


def nested():
    with managed(1) as a, managed(2) as b, ExitStack() as s:
        s.enter_context(managed(3))
        raise ValueError((a, b))


class Loud(ContextDecorator):
    def __enter__(self):
        log.append("loud")

    def __exit__(self, *e):
        log.append("quiet")


@Loud()
@managed(7)
def double():
    return "both"


for f in (several, swallowing, failing, moving, wrong, nested, double):
    show(f)
gen = managed(9)
print(gen.__enter__(), gen.__exit__(None, None, None))
try:
    with managed(1):
        raise StopIteration("passes through")
except StopIteration as e:
    print("StopIteration", e)
