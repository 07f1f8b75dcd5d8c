"""Races for the rows of docs/thread_safety.md: each function of a program whose name begins with `row_` races one row."""

import threading

# How often each worker does its step. Small, since every program also runs with all of the kernel's checks.
STEPS = 150


def race(*workers, times=1):
    """Runs each worker in as many threads as `times` says, all let go at once, and raises the first exception of any."""
    start = threading.Barrier(len(workers) * times)
    failed = []

    def run(worker):
        start.wait()
        try:
            worker()
        except BaseException as e:
            failed.append(e)

    threads = [threading.Thread(target=run, args=(w,)) for w in workers for _ in range(times)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    if failed:
        raise failed[0]


def steps(f, count=STEPS):
    """A worker that calls `f(k)` for each number of a step."""

    def worker():
        for k in range(count):
            f(k)

    return worker


def beside(change, *looks, times=1):
    """Runs `change` once while each of `looks` is called again and again."""
    done = threading.Event()

    def changing():
        try:
            change()
        finally:
            done.set()

    def looking(look):
        def worker():
            while True:
                # Looked at once more after the last change.
                last = done.is_set()
                look()
                if last:
                    return

        return worker

    race(changing, *[looking(f) for f in looks for _ in range(times)])


def run(rows):
    """Runs all rows of a program and prints what came of them."""
    for name, row in list(rows.items()):
        if name.startswith("row_"):
            row()
            print(name.removeprefix("row_"), "holds")
