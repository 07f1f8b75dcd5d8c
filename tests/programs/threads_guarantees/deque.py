"""What the documentation promises of deques that threads share."""

from collections import deque

from support.races import STEPS, beside, race, run, steps


def row_append_pop():
    items = deque()
    taken = []

    def put(k):
        items.append(k)
        items.appendleft(-k - 1)

    def take():
        while len(taken) < 4 * STEPS:
            try:
                taken.append(items.popleft())
                taken.append(items.pop())
            except IndexError:
                pass

    race(steps(put), steps(put), take)
    assert sorted([*taken, *items]) == sorted([*range(STEPS), *range(-STEPS, 0)] * 2)


def row_bounded():
    items = deque(maxlen=5)
    race(steps(items.append), steps(items.appendleft), steps(lambda _: len(items) <= 5 or 1 / 0))
    assert len(items) == 5


def row_item():
    items = deque((0, 0) for _ in range(8))

    def change(k):
        items[k % 8] = (k, k)

    def look(k):
        x = items[k % 8]
        assert x[0] == x[1]

    race(steps(change), steps(change), steps(look))


def row_extend():
    items = deque()
    race(steps(lambda k: items.extend((k, k))), steps(lambda k: items.extendleft((k, k))), steps(lambda _: items.extend(())))
    assert len(items) == 4 * STEPS


def row_rotate():
    items = deque(range(20))

    def look():
        copy = list(items.copy())
        at = copy.index(0)
        assert copy[at:] + copy[:at] == list(range(20)), copy

    beside(steps(lambda k: items.rotate(k % 7 - 3)), look, times=2)


def row_remove_insert():
    items = deque([-1])

    def worker(k):
        items.insert(0, k)
        try:
            items.remove(k)
        except (ValueError, IndexError):
            # Another thread's, which has taken it, or moved what was looked at.
            pass

    race(steps(worker), steps(worker))
    assert -1 in items and set(items) <= {-1, *range(STEPS)}


def row_clear_reverse():
    items = deque()

    def worker(k):
        items.extend((k, k, k))
        items.reverse()
        items.clear()

    race(steps(worker), steps(worker))
    assert not items


def row_iterate():
    items = deque(range(30))

    def change():
        for _ in range(STEPS):
            items.rotate(1)

    def look():
        try:
            for x in items:
                assert x in range(30)
        except RuntimeError as e:
            assert str(e) == "deque mutated during iteration", e

    beside(change, look, times=2)


run(globals())
