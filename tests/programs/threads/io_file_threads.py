"""Threads on one text file and one buffered file, at the ends of their buffers: no line is split, none is lost. CPython promises less."""

import io
import os
import tempfile
import threading

path = os.path.join(tempfile.mkdtemp(), "file")
LINES = [f"{n}:" + "x" * (n % 50) + "\n" for n in range(1500)]


def race(function, count=3):
    threads = [threading.Thread(target=function) for _ in range(count)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


for size in (16, 100, 5000):
    # Lines written by several threads, through small buffers.
    with open(path, "wb", buffering=size) as f, open(path + "2", "w") as g:
        mine = iter(LINES)
        lock = threading.Lock()

        def write():
            while True:
                with lock:
                    line = next(mine, None)
                if line is None:
                    break
                f.write(line.encode())
                g.write(line)

        race(write)
    for p in (path, path + "2"):
        with open(p) as h:
            print(size, sorted(h.readlines()) == sorted(LINES))

    # And read by several.
    for mode in "rb", "r":
        for how in "readline", "next", "read":
            with open(path, mode, buffering=size) as f:
                if mode == "r":
                    f._CHUNK_SIZE = size
                taken = []

                def read():
                    while True:
                        piece = f.readline() if how == "readline" else next(f, None) if how == "next" else f.read(11)
                        if not piece:
                            break
                        taken.append(piece)

                race(read)
            if how == "read":
                print(mode, how, sum(map(len, taken)) == sum(map(len, LINES)), len([t for t in taken if len(t) != 11]) <= 1)
            else:
                lines = [t if mode == "r" else t.decode() for t in taken]
                print(mode, how, sorted(lines) == sorted(LINES))
