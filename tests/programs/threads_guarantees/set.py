"""What the documentation promises of sets that threads share."""

from support.races import STEPS, beside, race, run, steps

EVEN, ODD, ALL = frozenset(range(0, 10, 2)), frozenset(range(1, 10, 2)), frozenset(range(10))


def flip(group):
    """Half of the elements go and the other half come, at one moment."""
    return lambda _: group.symmetric_difference_update(ALL)



def row_contains():
    group = {"here", *range(20)}

    def change(k):
        group.add(100 + k)
        group.discard(100 + k - 5)

    def look(k):
        assert "here" in group and k % 20 in group and -1 not in group and len(group) >= 21

    race(steps(change), steps(look), steps(look))


def row_add():
    group = set()
    race(steps(group.add), steps(lambda k: group.add(-k)), steps(group.add))
    assert group == set(range(-STEPS + 1, STEPS))


def row_remove():
    group = set(range(STEPS))
    missed = []

    def worker(k):
        try:
            group.remove(k)
        except KeyError:
            missed.append(k)

    race(steps(worker), steps(worker), steps(worker))
    assert not group and len(missed) == 2 * STEPS


def row_discard():
    group = set(range(STEPS))
    race(steps(group.discard), steps(group.discard))
    assert not group


def row_pop():
    group = set(range(3 * STEPS))
    taken = []

    def worker():
        while True:
            try:
                taken.append(group.pop())
            except KeyError:
                return

    race(worker, times=3)
    assert sorted(taken) == list(range(3 * STEPS))


def row_clear():
    group = set()

    def worker(k):
        group.add(k)
        group.clear()

    race(steps(worker), steps(worker))
    assert group == set()


def row_copy():
    group = set()

    def change(k):
        group.update({(k, 0), (k, 1)})
        group.difference_update({(k, 0), (k, 1)})

    def look(_):
        for copy in (group.copy(), set(group), frozenset(group), group | set()):
            for k, side in copy:
                assert (k, 1 - side) in copy, copy

    race(steps(change), steps(look), steps(look))


def row_binary():
    a = set(EVEN)

    def look(_):
        for half in (a & ALL, a | set(), a - {11}, a ^ ALL, ALL & a, ALL - a, ALL ^ a, a.intersection(ALL, list(ALL)), a.union({0} & {1})):
            assert half in (EVEN, ODD), half
        assert a <= ALL and ALL >= a and not a >= ALL and not a.isdisjoint(ALL) and a.isdisjoint({11}) and a != ALL

    race(steps(flip(a)), steps(look), steps(look))


def row_inplace():
    group, other = set(), set(EVEN)

    def take(k):
        nonlocal group
        group |= other
        group &= other
        group -= other
        group ^= other

    def look(_):
        copy = group.copy()
        assert copy in (set(), EVEN, ODD, ALL), copy

    race(steps(take), steps(take), steps(flip(other)), steps(look))


def row_iterate():
    group = set(range(30))

    def change():
        for k in range(STEPS):
            group.add(100 + k % 7)
            group.discard(100 + (k + 3) % 7)

    def look():
        try:
            for x in group:
                assert x in range(107)
        except RuntimeError as e:
            assert "changed size during iteration" in str(e), e

    beside(change, look, times=2)


run(globals())
