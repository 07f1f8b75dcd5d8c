"""What the documentation promises of iterators and generators that threads share."""

import itertools

from support.races import STEPS, race, run

N = 4 * STEPS


def drained(iterator, threads=3, limit=None):
    """What all threads together got of one iterator, unordered."""
    taken = []

    def worker():
        while True:
            try:
                x = next(iterator)
            except StopIteration:
                return
            taken.append(x)
            if limit is not None and len(taken) >= limit:
                return

    race(worker, times=threads)
    return taken


def row_containers():
    items = list(range(N))
    sources = [iter(items), iter(tuple(items)), iter(range(N)), iter(dict.fromkeys(items)), iter(set(items)), reversed(items), iter(frozenset(items))]
    for source in sources:
        assert sorted(drained(source)) == items
    assert sorted(drained(iter("ab" * 100))) == ["a"] * 100 + ["b"] * 100
    assert sorted(drained(iter(bytes(200)))) == [0] * 200


def row_enumerate_zip_map_filter():
    assert sorted(i for i, _ in drained(enumerate(["x"] * N))) == list(range(N))
    assert sorted(drained(map(lambda x: x * 2, range(N)))) == list(range(0, 2 * N, 2))
    assert sorted(drained(filter(lambda x: x % 2, range(N)))) == list(range(1, N, 2))
    # Each source gives each item once; of a zip whose sources are read by several threads the items of a tuple may come from different steps.
    pairs = drained(zip(range(N), range(N)))
    assert len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs) and N - 3 <= len(pairs) <= N


def row_count_cycle_repeat():
    taken = drained(itertools.count(), limit=N)
    assert len(set(taken)) == len(taken)
    assert set(drained(itertools.cycle("abc"), limit=N)) == set("abc")
    assert len(drained(itertools.repeat(7, N))) == N


def row_itertools():
    numbers = list(range(N))
    assert sorted(drained(itertools.chain(range(STEPS), range(STEPS, N)))) == numbers
    assert sorted(drained(itertools.chain.from_iterable([[k] for k in range(N)]))) == numbers
    assert len(drained(itertools.islice(itertools.count(), N))) == N
    assert sorted(drained(itertools.filterfalse(lambda x: x % 2, range(N)))) == numbers[::2]
    assert sorted(drained(itertools.starmap(lambda a: a, [(k,) for k in range(N)]))) == numbers
    assert len(drained(itertools.permutations(range(5)))) == 120
    assert len(drained(itertools.combinations(range(10), 3))) == 120
    assert len(drained(itertools.product(range(5), repeat=3))) == 125
    assert sorted(x for batch in drained(itertools.batched(range(N), 7)) for x in batch) == numbers
    assert sorted(drained(itertools.accumulate([1] * N))) == list(range(1, N + 1))
    assert len(set(drained(itertools.takewhile(lambda x: x < N, range(N))))) == N


def row_itertools_of_several():
    # Of several sources, or several items of one, what comes together may belong to different steps; each item of a source comes once.
    taken = drained(itertools.compress(range(N), [1, 0] * (N // 2)))
    assert len(set(taken)) == len(taken) == N // 2
    taken = drained(itertools.islice(range(N), 0, N, 2))
    assert len(set(taken)) == len(taken) <= N // 2
    for side in zip(*drained(itertools.zip_longest(range(N), range(N), fillvalue=-1))):
        assert sorted(x for x in side if x >= 0) == list(range(N))
    firsts, seconds = zip(*drained(itertools.pairwise(range(N))))
    assert len(set(firsts)) == len(firsts) and len(set(seconds)) == len(seconds) and {*firsts, *seconds} <= set(range(N))
    taken = drained(itertools.dropwhile(lambda x: x < 10, range(N)))
    assert len(set(taken)) == len(taken) and set(range(13, N)) <= set(taken)


def row_tee():
    a, b = itertools.tee(range(N))
    taken = [[], []]

    def drain(branch, mine):
        while True:
            try:
                mine.append(next(branch))
            except StopIteration:
                return
            except RuntimeError as e:
                # The other branch is fetching an item.
                assert "re-enter the tee iterator" in str(e), e

    race(lambda: drain(a, taken[0]), lambda: drain(b, taken[1]))
    assert taken == [list(range(N))] * 2


def row_generator():
    def numbers():
        for k in range(N):
            yield k

    shared = numbers()
    taken, refused = [], []

    def worker():
        while True:
            try:
                taken.append(next(shared))
            except StopIteration:
                return
            except ValueError as e:
                refused.append(str(e))

    race(worker, times=3)
    assert sorted(taken) == list(range(N)) and set(refused) <= {"generator already executing"}


run(globals())
