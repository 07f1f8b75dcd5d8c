"""What the documentation promises of bytearrays, arrays and views that threads share."""

from array import array

from support.races import STEPS, beside, race, run, steps


def row_bytearray_append_pop():
    data = bytearray()
    race(steps(lambda _: data.append(7)), steps(lambda _: data.append(7)), steps(lambda _: data.extend(b"77")))
    assert len(data) == 4 * STEPS
    taken = []

    def take():
        while True:
            try:
                taken.append(data.pop())
            except IndexError:
                return

    race(take, take)
    assert len(taken) == 4 * STEPS and set(taken) == {7, 55}


def row_bytearray_slices():
    data = bytearray(10)

    def change(k):
        data[:] = bytes([k % 256]) * (5 + k % 6)

    def look(_):
        for part in (bytes(data), data[:], data.copy(), data + b""):
            assert len(set(part)) == 1 and 5 <= len(part) <= 10, part

    race(steps(change), steps(change), steps(look))


def row_bytearray_methods():
    data = bytearray(b"abc" * 20)

    def change(k):
        data.reverse()
        data[0:0] = b"x"
        del data[0]

    def look(_):
        assert data.count(b"a") <= 21 and data.find(b"q") == -1 and len(data.replace(b"a", b"")) >= 20
        data.split(b"b"), data.upper(), data.hex(), data == b"abc", data.startswith(b"ab")

    race(steps(change), steps(look), steps(look))


def row_array():
    data = array("q")
    race(steps(data.append), steps(lambda k: data.extend([k, k])), steps(lambda k: data.extend(array("q", [k]))))
    assert len(data) == 4 * STEPS and sorted(data) == sorted([*range(STEPS)] * 4)

    def change(k):
        data[:] = array("q", [k] * 10)

    def look(_):
        for part in (data[:], array("q", data), data + array("q"), data.tolist()):
            assert len(set(part)) == 1, part

    data[:] = array("q", [0] * 10)
    race(steps(change), steps(look), steps(look))


def row_array_item():
    # A value of eight bytes is written and read in one piece.
    data = array("q", [0] * 4)
    values = {0, 0x0101010101010101, -1}

    def change(k):
        data[k % 4] = -1 if k % 2 else 0x0101010101010101

    race(steps(change), steps(lambda k: data[k % 4] in values or 1 / 0), steps(lambda _: set(data) <= values or 1 / 0))


def row_memoryview_item():
    data = bytearray(64)
    view = memoryview(data).cast("Q")
    values = {0, 0x0101010101010101, 2**64 - 1}

    def change(k):
        view[k % 8] = 2**64 - 1 if k % 2 else 0x0101010101010101

    race(steps(change), steps(lambda k: view[k % 8] in values or 1 / 0), steps(lambda _: set(view.tolist()) <= values or 1 / 0))


def row_memoryview_keeps_size():
    data = bytearray(32)

    def resize():
        for _ in range(STEPS):
            try:
                data.append(1)
                data.pop()
            except BufferError:
                pass

    def look():
        try:
            with memoryview(data) as view:
                assert len(view) == len(bytes(view)) == len(data)
        except BufferError:
            pass

    beside(resize, look, times=2)
    assert len(data) >= 32


run(globals())
