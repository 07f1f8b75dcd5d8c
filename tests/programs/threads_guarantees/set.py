"""What the documentation promises of sets that threads share."""

from support.races import STEPS, beside, race, run, steps


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
    a, b = set(range(10)), set(range(5, 15))

    def change(k):
        a.add(k % 10)
        b.add(5 + k % 10)

    def look(_):
        assert a & b == set(range(5, 10)) and a | b == set(range(15))
        assert a - b == set(range(5)) and a ^ b == {*range(5), *range(10, 15)}
        assert not a <= b and not a.isdisjoint(b)

    race(steps(change), steps(look), steps(look))


def row_inplace():
    group, other = set(), {1, 2}

    def take(_):
        group.update(other)
        group.intersection_update(other)
        group.difference_update(other)

    race(steps(take), steps(take), steps(lambda k: other.add(1 + k % 2)))
    assert group <= {1, 2}


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
