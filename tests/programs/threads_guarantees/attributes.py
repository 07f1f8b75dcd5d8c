"""What the documentation promises of attributes: of instances, classes and modules that threads share."""

import functools
import sys
import threading
import types

from support.races import STEPS, beside, race, run, steps


class Plain:
    pass


class Slotted:
    __slots__ = ("a", "b")


def whole(x):
    assert x[0] == x[1], x


def row_instance():
    for o in Plain(), Slotted(), types.SimpleNamespace():
        o.a = (0, 0)

        def change(k):
            o.a = (k, k)

        race(steps(change), steps(change), steps(lambda _: whole(o.a)))


def row_instance_add_delete():
    o = Plain()
    o.here = (1, 1)

    def change(k):
        setattr(o, f"x{k % 40}", (k, k))
        try:
            delattr(o, f"x{(k + 20) % 40}")
        except AttributeError:
            pass

    def look(k):
        whole(o.here)
        if (x := getattr(o, f"x{k % 40}", None)) is not None:
            whole(x)
        assert "here" in vars(o)

    race(steps(change), steps(change), steps(look))


def row_instance_dict():
    o = Plain()
    o.a = (0, 0)

    def change(k):
        vars(o)["a"] = (k, k)
        o.__dict__.update(b=(k, k))

    race(steps(change), steps(lambda k: setattr(o, "a", (k, k))), steps(lambda _: whole(o.a)))


def row_class():
    class C:
        value = (0, 0)

        def method(self):
            return (1, 1)

    def change(k):
        C.value = (k, k)
        C.method = (lambda self: (2, 2)) if k % 2 else (lambda self: (3, 3))

    def look(_):
        o = C()
        whole(o.value)
        whole(C.value)
        whole(o.method())

    race(steps(change), steps(look), steps(look))


def row_object_class():
    class A:
        kind = "A"

    class B:
        kind = "B"

    o = A()
    o.x = (1, 1)

    def change(k):
        o.__class__ = B if k % 2 else A

    def look(_):
        assert o.kind in "AB"
        whole(o.x)

    race(steps(change), steps(look), steps(look))


def row_class_made():
    made = []

    def worker(k):
        c = type(f"C{k}", (Plain,), {"k": k, "f": lambda self: self.k})
        assert c().f() == k and c in Plain.__subclasses__()
        made.append(c)

    race(steps(worker, 40), steps(worker, 40))
    assert len({id(c) for c in made}) == 80


def row_function():
    def f(a=1):
        return (a, a)

    def g(b=1):
        return [b, b]

    codes = f.__code__, g.__code__

    def change(k):
        f.__defaults__ = (k,)
        f.note = (k, k)
        f.__code__ = codes[k % 2]

    race(steps(change), steps(lambda _: whole(f())), steps(lambda _: whole(getattr(f, "note", (0, 0)))))


def row_module():
    m = types.ModuleType("m")
    m.value = (0, 0)

    def change(k):
        m.value = (k, k)
        setattr(m, f"x{k}", k)

    race(steps(change), steps(change), steps(lambda _: whole(m.value)))


def row_global():
    global shared_global
    shared_global = (0, 0)

    def change(k):
        global shared_global
        shared_global = (k, k)

    race(steps(change), steps(change), steps(lambda _: whole(shared_global)))


def row_closure():
    value = (0, 0)

    def change(k):
        nonlocal value
        value = (k, k)

    race(steps(change), steps(change), steps(lambda _: whole(value)))


def row_interned():
    results = [[] for _ in range(3)]
    names = iter(range(3))

    def worker():
        mine = results[next(names)]
        for k in range(STEPS):
            mine.append(sys.intern("name" + str(k)))

    race(worker, times=3)
    assert all(a is b is c for a, b, c in zip(*results))


def row_cached_property():
    calls = []

    class C:
        @functools.cached_property
        def value(self):
            calls.append(1)
            return [self]

    objects = [C() for _ in range(40)]
    got = [[] for _ in objects]
    race(*[steps(lambda k: got[k].append(objects[k].value), len(objects))] * 3)
    # Who computes it gets what it computed; one of those stays.
    for o, results in zip(objects, got):
        assert all(r == [o] for r in results) and any(o.value is r for r in results) and o.value is vars(o)["value"]
    assert len(calls) >= len(objects)


def row_increment():
    o, lock = Plain(), threading.Lock()
    o.n = 0

    def add(_):
        with lock:
            o.n += 1

    race(steps(add), steps(add), steps(add))
    assert o.n == 3 * STEPS


run(globals())
