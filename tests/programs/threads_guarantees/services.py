"""What the documentation promises of the library's services that threads share: queues, logging, files, modules, weak references, contexts."""

import contextvars
import gc
import importlib
import io
import logging
import os
import queue
import sys
import tempfile
import threading
import weakref

from support.races import STEPS, race, run, steps


def row_queue():
    for kind in queue.Queue, queue.LifoQueue, queue.PriorityQueue, queue.SimpleQueue:
        q = kind()
        taken = []

        def take():
            while (x := q.get()) >= 0:
                taken.append(x)
                if hasattr(q, "task_done"):
                    q.task_done()

        consumers = [threading.Thread(target=take) for _ in range(2)]
        for t in consumers:
            t.start()
        race(steps(q.put), steps(q.put))
        if hasattr(q, "join"):
            q.join()
        for _ in consumers:
            q.put(-1)
        for t in consumers:
            t.join()
        assert sorted(taken) == sorted([*range(STEPS)] * 2) and q.empty()


def row_queue_bounded():
    q = queue.Queue(maxsize=3)
    sizes = []

    def put():
        for k in range(STEPS):
            q.put(k)
            sizes.append(q.qsize())

    def take():
        for _ in range(STEPS):
            q.get()

    race(put, put, take, take)
    assert max(sizes) <= 3 and q.empty()


def row_logging():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))
    logger = logging.getLogger("races")
    logger.addHandler(handler)
    logger.propagate = False
    logger.setLevel(logging.INFO)

    def worker(k):
        logger.info("message %d of %s", k, "x" * (k % 9))
        assert logging.getLogger(f"races.{k % 20}") is logging.getLogger(f"races.{k % 20}")

    race(*[steps(worker)] * 3)
    lines = stream.getvalue().splitlines()
    assert sorted(lines) == sorted([f"races INFO message {k} of {'x' * (k % 9)}" for k in range(STEPS)] * 3)


def row_text_file():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "file")
        with open(path, "w") as f:
            race(*[steps(lambda k: f.write(f"line {k}\n"))] * 3)
        lines = open(path).read().splitlines()
        assert sorted(lines) == sorted([f"line {k}" for k in range(STEPS)] * 3)
        taken = []
        with open(path) as f:

            def read():
                while line := f.readline():
                    taken.append(line.rstrip("\n"))

            race(read, read)
        assert sorted(taken) == sorted(lines)


def row_binary_file():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "file")
        with open(path, "wb") as f:
            race(*[steps(lambda k: f.write(bytes([k % 256]) * 100))] * 3)
        data = open(path, "rb").read()
        assert len(data) == 3 * 100 * STEPS and all(len(set(data[i:i + 100])) == 1 for i in range(0, len(data), 100))


def row_memory_file():
    text, data = io.StringIO(), io.BytesIO()

    def write(k):
        text.write(f"<{k}>")
        data.write(b"<%d>" % k)

    def look(_):
        for whole in text.getvalue(), data.getvalue().decode():
            assert whole.count("<") == whole.count(">")
        text.tell(), data.tell()

    race(steps(write), steps(write), steps(look))
    assert sorted(text.getvalue()) == sorted(data.getvalue().decode()) and text.getvalue().count("<") == 2 * STEPS


def row_import():
    with tempfile.TemporaryDirectory() as folder:
        sys.path.insert(0, folder)
        for k in range(10):
            with open(os.path.join(folder, f"raced_{k}.py"), "w") as f:
                f.write("import time\nruns = []\nruns.append(1)\ntime.sleep(0.001)\nready = True\n")
        importlib.invalidate_caches()

        def worker(k):
            m = importlib.import_module(f"raced_{k % 10}")
            # Nobody sees a module before its body is through.
            assert m.ready and m.runs == [1]

        race(*[steps(worker, 30)] * 3)
        sys.path.remove(folder)


def row_weakref():
    class C:
        pass

    def worker(k):
        o = C()
        r, again = weakref.ref(o), weakref.ref(o)
        assert r() is o and r is again
        del o
        gc.collect() if k % 50 == 0 else None

    race(steps(worker), steps(worker))
    shared, dead = C(), []
    refs = [weakref.ref(shared, dead.append) for _ in range(10)]

    def look(_):
        for r in refs:
            o = r()
            assert o is None or type(o) is C
            del o

    def drop(k):
        nonlocal shared
        if k == STEPS // 2:
            shared = None

    race(steps(look), steps(look), steps(drop))
    gc.collect()
    assert [r() for r in refs] == [None] * 10 and len(dead) == 10


def row_weak_collections():
    class C:
        pass

    values, keys, group = weakref.WeakValueDictionary(), weakref.WeakKeyDictionary(), weakref.WeakSet()
    kept = [C() for _ in range(5)]
    for i, o in enumerate(kept):
        values[i], keys[o] = o, i
        group.add(o)

    def worker(k):
        o = C()
        values["x", k], keys[o] = o, k
        group.add(o)
        assert o in group and keys[o] == k and values[k % 5] is kept[k % 5]
        len(values), len(keys), len(group), list(values.items()), list(group)

    race(steps(worker, 60), steps(worker, 60))
    gc.collect()
    assert len(values) == len(keys) == len(group) == 5


def row_context():
    var = contextvars.ContextVar("var", default=0)

    def worker(k):
        var.set(k)
        copy = contextvars.copy_context()
        assert var.get() == k == copy[var]
        copy.run(var.set, -1)
        assert var.get() == k and copy[var] == -1

    race(*[steps(worker)] * 3)
    assert var.get() == 0


def row_thread_local():
    class Local(threading.local):
        kind = "own"

        def __init__(self, start):
            self.n = start

    local = Local(100)

    def worker(k):
        assert local.n == 100 + k
        local.n += 1

    race(*[steps(worker)] * 3)
    assert local.n == 100


def row_print():
    stream = io.StringIO()
    race(*[steps(lambda k: print("a", k, "b", sep="-", file=stream))] * 3)
    text = stream.getvalue()
    # Each part is one write; those of several threads may come in turns.
    assert text.count("a") == text.count("b") == text.count("\n") == 3 * STEPS


run(globals())
