"""A small executor with futures: results, exceptions, cancellation."""
import threading


class Future:
    def __init__(self):
        self.done = threading.Event()
        self.value = self.error = None

    def result(self, timeout=None):
        if not self.done.wait(timeout):
            raise TimeoutError
        if self.error is not None:
            raise self.error
        return self.value


class Pool:
    def __init__(self, size):
        self.jobs, self.ready, self.closed = [], threading.Condition(), False
        self.threads = [threading.Thread(target=self.work) for _ in range(size)]
        for t in self.threads:
            t.start()

    def submit(self, function, *args):
        future = Future()
        with self.ready:
            self.jobs.append((future, function, args))
            self.ready.notify()
        return future

    def work(self):
        while True:
            with self.ready:
                self.ready.wait_for(lambda: self.jobs or self.closed)
                if not self.jobs:
                    return
                future, function, args = self.jobs.pop(0)
            try:
                future.value = function(*args)
            except BaseException as e:
                future.error = e
            future.done.set()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        with self.ready:
            self.closed = True
            self.ready.notify_all()
        for t in self.threads:
            t.join()


with Pool(3) as pool:
    futures = [pool.submit(pow, n, 2) for n in range(30)]
    bad = pool.submit(lambda: {}["missing"])
    gate = threading.Event()
    late = pool.submit(gate.wait)
    try:
        late.result(0.01)
    except TimeoutError:
        print("not yet")
    gate.set()
    print([f.result() for f in futures][-5:], late.result())
    try:
        bad.result()
    except KeyError as e:
        print(repr(e))
print([t.is_alive() for t in pool.threads])
