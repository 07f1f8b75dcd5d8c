"""Threads on one file in memory: each call is one moment, whatever else goes on."""

import io
import threading

THREADS, ROUNDS = 4, 400


def race(*functions):
    barrier = threading.Barrier(len(functions))
    wrong = []

    def run(f):
        barrier.wait()
        try:
            f()
        except Exception as e:
            wrong.append(repr(e))

    threads = [threading.Thread(target=run, args=(f,)) for f in functions]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print("wrong:", wrong)


# Writes of several threads: every one is there, whole.
text, data = io.StringIO(), io.BytesIO()


def writer(i):
    def write():
        for n in range(ROUNDS):
            text.write(f"<{i}:é{n}>\n")
            data.write(b"<%d:%d>\n" % (i, n))

    return write


race(*map(writer, range(THREADS)))
wanted = sorted(f"<{i}:é{n}>\n" for i in range(THREADS) for n in range(ROUNDS))
print(sorted(text.getvalue().splitlines(True)) == wanted, text.tell() == len(text.getvalue()))
print(sorted(data.getvalue().splitlines(True)) == sorted(f"<{i}:{n}>\n".encode() for i in range(THREADS) for n in range(ROUNDS)))

# Lines read by several threads: each goes to one of them.
text.seek(0)
data.seek(0)
lines, pieces = [], []


def take_lines():
    for line in text:
        lines.append(line)


def take_pieces():
    while piece := data.read(7):
        pieces.append(len(piece))


race(take_lines, take_lines, take_pieces, take_pieces)
print(sorted(lines) == wanted, sum(pieces) == len(data.getvalue()), set(pieces[:-2]) <= {7, 6, 5, 4, 3, 2, 1})

# Everything at once; nothing breaks, and positions and sizes stay possible.
text, data = io.StringIO("äb" * 50), io.BytesIO(b"abcd" * 50)


def shake(f, *more):
    def run():
        for n in range(ROUNDS):
            f.seek(n % 90)
            f.read(5)
            f.write(more[0])
            f.truncate(150 + n % 50)
            f.seek(0)
            f.readline()
            assert len(f.getvalue()) < 100_000
            assert f.tell() >= 0

    return run


def view():
    for _ in range(ROUNDS):
        with data.getbuffer() as v:
            if len(v):
                v[0] = 65
        data.getvalue()


def shake_views():
    for n in range(ROUNDS):
        try:
            data.seek(n % 90)
            data.write(b"xyz")
            data.truncate(100 + n)
        except BufferError:
            pass


race(shake(text, "écu\n"), shake(text, "x"), view, shake_views)

# Closed by one thread while others use it.
for make, part in (io.StringIO, "x"), (io.BytesIO, b"x"):
    f = make()

    def use():
        try:
            for _ in range(ROUNDS * 10):
                f.write(part)
                f.seek(0)
                f.read(3)
        except ValueError:
            pass

    race(use, use, f.close)
    print(f.closed)
