"""What the documentation promises of dicts that threads share."""

import threading
from collections import Counter, OrderedDict, defaultdict

from support.races import STEPS, beside, race, run, steps


def pair(k):
    return (k, k)


def whole(x):
    assert x[0] == x[1], x


class Key:
    """A key whose hash and comparison are the program's."""

    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return self.n % 4

    def __eq__(self, other):
        return isinstance(other, Key) and self.n == other.n


def row_get():
    table = {k: pair(0) for k in range(8)}

    def change(k):
        table[k % 8] = pair(k)

    def look(k):
        whole(table[k % 8])
        whole(table.get(k % 8))
        assert k % 8 in table and -1 not in table and len(table) == 8

    race(steps(change), steps(change), steps(look), steps(look))


def row_get_while_resizing():
    table = {"here": pair(1)}

    def change(k):
        table[k] = pair(k)
        if k % 50 == 49:
            for j in range(k - 49, k):
                del table[j]

    def look(k):
        whole(table["here"])
        if (found := table.get(k)) is not None:
            assert found == pair(k)

    race(steps(change), steps(look), steps(look))


def row_set():
    table = {}
    names = iter(range(4))

    def worker():
        mine = next(names)
        for k in range(STEPS):
            table[mine, k] = pair(k)

    race(worker, times=4)
    assert len(table) == 4 * STEPS
    for i in range(4):
        assert [k for j, k in table if j == i] == list(range(STEPS))


def row_delete():
    table = dict.fromkeys(range(STEPS))
    missed = []

    def worker(k):
        try:
            del table[k]
        except KeyError:
            missed.append(k)

    race(steps(worker), steps(worker), steps(worker))
    assert not table and sorted(missed) == sorted([*range(STEPS)] * 2)


def row_pop():
    table = {k: pair(k) for k in range(STEPS)}
    taken = []

    def worker(k):
        if (x := table.pop(k, None)) is not None:
            taken.append(x)

    race(steps(worker), steps(worker), steps(worker))
    assert not table and sorted(taken) == [pair(k) for k in range(STEPS)]


def row_popitem():
    table = {k: pair(k) for k in range(3 * STEPS)}
    taken = []

    def worker():
        while True:
            try:
                taken.append(table.popitem())
            except KeyError:
                return

    race(worker, times=3)
    assert sorted(taken) == [(k, pair(k)) for k in range(3 * STEPS)]


def row_setdefault():
    table = {}
    winners = [[] for _ in range(3)]
    names = iter(range(3))

    def worker():
        mine = next(names)
        for k in range(STEPS):
            winners[mine].append(table.setdefault(k, [mine]))

    race(worker, times=3)
    for k in range(STEPS):
        assert winners[0][k] is winners[1][k] is winners[2][k]


def row_copy():
    table = dict.fromkeys(range(8), 0)

    def change(k):
        table.update(dict.fromkeys(range(8), k))

    def look(_):
        for copy in (table.copy(), table | {}, dict(table), {**table}):
            assert len(set(copy.values())) == 1, copy

    race(steps(change), steps(change), steps(look))


def row_views():
    table = dict.fromkeys(range(8), 0)

    def change(k):
        table.update(dict.fromkeys(range(8), k))

    def look(_):
        assert len(set(list(table.values()))) == 1 and len(list(table)) == 8 and len(list(table.items())) == 8

    race(steps(change), steps(change), steps(look))


def row_update():
    table, other = {}, {1: 0, 2: 0}

    def change(k):
        other.update({1: k, 2: k})

    def take(_):
        table.update(other)

    def look(_):
        copy = table.copy()
        assert not copy or copy[1] == copy[2], copy

    race(steps(change), steps(take), steps(take), steps(look))


def row_update_inplace():
    table = {}
    other = {1: 0, 2: 0}

    def take(_):
        nonlocal table
        table |= other

    def look(_):
        copy = table.copy()
        assert not copy or copy[1] == copy[2], copy

    race(steps(lambda k: other.update({1: k, 2: k})), steps(take), steps(take), steps(look))


def row_update_from_pairs():
    # Each entry comes by itself, and comes.
    table = {}

    class Mapping:
        def __init__(self, k):
            self.k = k

        def keys(self):
            return [3, 4]

        def __getitem__(self, key):
            return pair(self.k)

    def change(k):
        table.update([(1, pair(k)), (2, pair(k))])
        table.update(a=pair(k), b=pair(k))
        table.update(Mapping(k))
        table.update(zip("cd", [pair(k)] * 2))

    def look(_):
        for x in table.copy().values():
            whole(x)

    race(steps(change), steps(change), steps(look))
    assert sorted(map(str, table)) == ["1", "2", "3", "4", "a", "b", "c", "d"] and set(table.values()) == {pair(STEPS - 1)}


def row_equal():
    # All values are one at each moment: never some of two.
    table = dict.fromkeys(range(8), 0)

    def change(k):
        table.update(dict.fromkeys(range(8), k))

    def look(_):
        k = table[0]
        for low, high in (k, k + 1), (k + 1, k), (k - 1, k):
            assert table != {i: low if i < 4 else high for i in range(8)}
        assert len(set(eval(repr(table)))) == 8 and table.keys() & {3, 9} == {3}

    race(steps(change), steps(look), steps(look))


def row_clear():
    table = {}

    def worker(k):
        table[k % 5] = pair(k)
        table.clear()

    race(steps(worker), steps(worker), steps(lambda k: table.get(k % 5)))
    assert table == {}


def row_iterate():
    table = {k: pair(k) for k in range(30)}

    def change():
        for k in range(STEPS):
            table[k % 30] = pair(k % 30)
            table[100 + k % 7] = pair(100 + k % 7)
            table.pop(100 + (k + 3) % 7, None)

    def look():
        try:
            for key, value in table.items():
                assert value == pair(key)
        except RuntimeError as e:
            assert "changed" in str(e), e

    beside(change, look, times=2)


def row_program_keys():
    table = {}

    def worker(k):
        table[Key(k)] = pair(k)
        whole(table[Key(k)])
        assert Key(-2) not in table

    race(steps(worker, 60), steps(worker, 60))
    assert len(table) == 60 and sorted(k.n for k in table) == list(range(60))


def row_increment():
    table, lock = {"n": 0}, threading.Lock()

    def add(_):
        with lock:
            table["n"] += 1

    race(steps(add), steps(add), steps(add))
    assert table["n"] == 3 * STEPS


def row_ordered_dict():
    table = OrderedDict((k, pair(k)) for k in range(16))

    def change(k):
        table[k % 16] = pair(k % 16)
        table.move_to_end(k % 16)
        table.move_to_end((k + 5) % 16, last=False)

    race(steps(change), steps(change), steps(lambda k: whole(table[k % 16])))
    assert sorted(table) == list(range(16)) and all(v == pair(k) for k, v in table.items())
    taken = []

    def take():
        while True:
            try:
                taken.append(table.popitem(last=False)[0])
            except KeyError:
                return

    race(take, take)
    assert sorted(taken) == list(range(16))


def row_defaultdict():
    made = []

    def factory():
        made.append(1)
        return []

    table = defaultdict(factory)
    results = [[], []]
    names = iter(range(2))

    def worker():
        mine = next(names)
        for k in range(STEPS):
            results[mine].append(table[k])

    race(worker, times=2)
    # The factory may be called by both; which list is kept is one thread's.
    assert len(table) == STEPS <= len(made)
    for k in range(STEPS):
        assert table[k] is results[0][k] or table[k] is results[1][k]


def row_counter():
    counts, lock = Counter(), threading.Lock()

    def add(k):
        with lock:
            counts[k % 5] += 1

    race(steps(add), steps(add))
    assert counts.total() == 2 * STEPS

    def change(k):
        counts[k % 5] = k

    def look(_):
        for c in (counts + counts, counts - Counter(), counts & counts, counts | counts, counts.copy()):
            assert set(c) <= set(range(5)) and all(v < 2 * STEPS for v in c.values()), c

    race(steps(change), steps(look), steps(look))


run(globals())
