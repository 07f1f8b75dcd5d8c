"""What the documentation promises of `functools` and of random numbers that threads share."""

import functools
import random

from support.races import STEPS, race, run, steps


def row_lru_cache():
    calls = []

    @functools.lru_cache(maxsize=16)
    def f(k):
        calls.append(k)
        return (k, k)

    def worker(k):
        assert f(k % 24) == (k % 24, k % 24)
        info = f.cache_info()
        assert info.currsize <= 16 and info.maxsize == 16

    race(*[steps(worker)] * 3)
    info = f.cache_info()
    assert info.hits + info.misses == 3 * STEPS and info.misses == len(calls), (info, len(calls))


def row_cache():
    @functools.cache
    def f(k):
        return [k]

    results = [[] for _ in range(3)]
    names = iter(range(3))

    def worker():
        mine = results[next(names)]
        for k in range(STEPS):
            mine.append(f(k))

    race(worker, times=3)
    # What is kept is one result of each argument.
    assert all(f(k) is f(k) and f(k) in [r[k] for r in results] for k in range(STEPS)) and f.cache_info().currsize == STEPS

    def clear(k):
        f.cache_clear()
        assert f(k) == [k]

    race(steps(clear), steps(clear))


def row_partial():
    p = functools.partial(lambda *a, **k: (a, k), 1, x=2)
    race(*[steps(lambda k: p(k, y=k) == ((1, k), {"x": 2, "y": k}) or 1 / 0)] * 3)


def row_singledispatch():
    @functools.singledispatch
    def name(x):
        return "object"

    @name.register
    def _(x: int):
        return "int"

    # Who registers while others dispatch needs a lock of its own.
    race(*[steps(lambda k: (name(k), name("s"), name(True)) == ("int", "object", "int") or 1 / 0)] * 3)


def row_random():
    shared = random.Random(5)
    taken = []

    def worker(_):
        taken.append(shared.getrandbits(64))
        assert 0 <= shared.random() < 1

    race(*[steps(worker)] * 3)
    # Each state is used once.
    assert len(set(taken)) == 3 * STEPS

    def mixed(k):
        assert shared.randrange(10) in range(10) and len(shared.sample(range(20), 5)) == 5
        shared.shuffle([1, 2, 3])
        shared.setstate(shared.getstate())
        shared.seed(k)

    race(*[steps(mixed, 30)] * 3)


run(globals())
