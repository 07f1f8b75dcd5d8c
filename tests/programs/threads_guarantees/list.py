"""What the documentation promises of lists that threads share."""

import threading

from support.races import STEPS, beside, race, run, steps


def pair(k):
    return (k, k)


def whole(x):
    assert x[0] == x[1], x


def row_item():
    items = [pair(0)] * 8

    def change(k):
        items[k % 8] = pair(k)

    race(steps(change), steps(change), steps(lambda k: whole(items[k % 8])), steps(lambda k: whole(items[-1])))


def row_len():
    items = []
    sizes = []

    def grow():
        for k in range(STEPS):
            items.append(k)

    beside(grow, lambda: sizes.append(len(items)))
    assert sizes == sorted(sizes) and sizes[-1] == STEPS


def row_search():
    # What stays where it is is found; of what moves, nothing is found that was never there.
    items = [pair(k) for k in range(16)]

    def move(k):
        items[8:] = [pair(100 + k), *(pair(j) for j in range(9, 16))]
        items[12:] = reversed(items[12:])

    def look():
        assert pair(3) in items and items.index(pair(5)) == 5 and items.count(pair(7)) == 1
        assert pair(-1) not in items and items.count(pair(-1)) == 0

    beside(steps(move), look, times=2)


def row_append():
    items = []
    names = iter(range(4))

    def worker():
        mine = next(names)
        for k in range(STEPS):
            items.append((mine, k))

    race(worker, times=4)
    assert len(items) == 4 * STEPS
    for i in range(4):
        assert [k for j, k in items if j == i] == list(range(STEPS))


def row_pop():
    items = list(range(4 * STEPS))
    taken = [[] for _ in range(4)]
    names = iter(range(4))

    def worker():
        mine = taken[next(names)]
        while True:
            try:
                mine.append(items.pop())
            except IndexError:
                return

    race(worker, times=4)
    assert sorted(sum(taken, [])) == list(range(4 * STEPS))


def row_insert():
    items = [pair(-1)]

    def look(_):
        for x in items[:]:
            whole(x)

    race(steps(lambda k: items.insert(0, pair(k))), steps(lambda k: items.insert(k // 2, pair(k))), steps(look, 30))
    assert len(items) == 2 * STEPS + 1


def row_pop_at():
    items = list(range(5 * STEPS))
    taken = []

    def worker():
        for _ in range(STEPS):
            taken.append(items.pop(0))
            taken.append(items.pop(STEPS // 3))

    race(worker, times=2)
    assert sorted(taken + items) == list(range(5 * STEPS)) and len(items) == STEPS


def row_delete():
    items = list(range(2 * STEPS))

    def worker(_):
        del items[0]

    race(steps(worker), steps(worker))
    assert items == []


def row_slice():
    # All items are changed in one step, so a copy has them all old or all new.
    items = [0] * 10

    def change(k):
        items[:] = [k] * 10

    def look(_):
        part = items[2:8]
        assert len(part) == 6 and len(set(part)) == 1, part

    race(steps(change), steps(change), steps(look), steps(look))


def row_slice_assign():
    items = []

    def grow(k):
        items[0:0] = [pair(k), pair(k), pair(k)]

    race(steps(grow), steps(grow), steps(grow))
    # Each assignment is one step: its items lie side by side.
    assert len(items) == 9 * STEPS and all(len(set(items[i:i + 3])) == 1 for i in range(0, len(items), 3))


def row_slice_step():
    items = [0] * 10

    def change(k):
        items[::2] = [k] * 5
        items[1::2] = [-k] * 5
        # Both halves at one moment, too.
        items[::-1] = items[:]

    def look(_):
        copy = items[:]
        assert len(copy) == 10 and len(set(copy[::2])) == 1 and len(set(copy[1::2])) == 1, copy
        assert len(set(items[::2])) == 1 and len(set(items[::-2])) == 1

    race(steps(change), steps(look), steps(look))
    more = list(range(4 * STEPS))

    def shrink(_):
        del more[:8:2]

    race(steps(shrink, 20), steps(shrink, 20))
    assert len(more) == 4 * STEPS - 160 and more == sorted(set(more))


def row_remove():
    items = [k for k in range(STEPS) for _ in range(3)]
    removed = []

    def worker(k):
        try:
            items.remove(k)
            removed.append(k)
        except ValueError as e:
            assert str(e) == "list.remove(x): x not in list", e

    race(steps(worker), steps(worker))
    # What others removed moved the rest, so that some were missed; none is gone twice.
    assert sorted(items + removed) == sorted([*range(STEPS)] * 3) and removed


def row_extend():
    items, other = [], [1, 1]

    def grow(_):
        items.extend(other)

    def change(k):
        other[:] = [k, k]

    race(steps(grow), steps(grow), steps(change))
    assert len(items) == 4 * STEPS
    for i in range(0, len(items), 2):
        assert items[i] == items[i + 1]


def row_extend_inplace():
    items = []

    def grow(k):
        nonlocal items
        items += (k, k)

    race(steps(grow), steps(grow))
    assert len(items) == 4 * STEPS and all(items[i] == items[i + 1] for i in range(0, len(items), 2))


def row_copy():
    items = [0] * 6

    def change(k):
        items[:] = [k] * 6

    def look(_):
        for copy in (items.copy(), items + [items[0]], items * 2, list(items), [*items]):
            assert len(set(copy[:6])) == 1, copy

    race(steps(change), steps(look), steps(look))


def row_repeat_inplace():
    sizes = set()
    items = [1]

    def change(_):
        items[:] = [1]
        items.__imul__(3)

    race(steps(change), steps(lambda _: sizes.add(len(items))))
    # Of three threads' steps each is whole: a power of three.
    assert sizes <= {1, 3, 9}, sizes


def row_clear():
    items = []
    count = [0, 0]

    def take():
        for _ in range(STEPS):
            items.append(1)
            items.clear()
            assert len(items) <= 1

    race(take, take)
    assert items == []


def row_reverse():
    items = list(range(20))

    def look():
        copy = items.copy()
        assert copy == sorted(copy) or copy == sorted(copy, reverse=True), copy

    beside(steps(lambda _: items.reverse()), look, times=2)


def row_sort():
    # While it is sorted a list looks empty; whoever changes it meanwhile is told.
    items = [(7 * k) % 101 for k in range(101)]
    seen = set()

    def sort():
        for k in range(30):
            try:
                items.sort(key=lambda x: -x if k % 2 else x)
            except ValueError as e:
                assert str(e) == "list modified during sort", e

    beside(sort, lambda: seen.add(len(items)), times=2)
    assert seen <= {0, 101}, seen


def row_equal():
    # The first items differ, whatever the others are.
    a, b = [0] * 50, [1] * 50

    def change(k):
        a[1 + k % 49] = b[1 + k % 49] = pair(k)

    def look(_):
        assert a != b and a < b and not b <= a and a == a
        for x in eval(repr(a))[1:]:
            whole(x or (0, 0))

    race(steps(change), steps(look, 60), steps(look, 60))


def row_iterate():
    items = [pair(k) for k in range(20)]

    def change(k):
        items.insert(k % 10, pair(k))
        items.pop()

    def look(_):
        for x in items:
            whole(x)
        for x in reversed(items):
            whole(x)

    race(steps(change), steps(look, 40), steps(look, 40))


def row_increment():
    # Not atomic: with a lock it is.
    items, lock = [0], threading.Lock()

    def add(_):
        with lock:
            items[0] += 1

    race(steps(add), steps(add), steps(add))
    assert items[0] == 3 * STEPS


run(globals())
