"""Stages of a pipeline, joined by bounded channels; the order is kept."""
import threading


class Channel:
    END = object()

    def __init__(self, size):
        self.items = []
        self.space = threading.Semaphore(size)
        self.filled = threading.Semaphore(0)
        self.lock = threading.Lock()

    def put(self, item):
        self.space.acquire()
        with self.lock:
            self.items.append(item)
        self.filled.release()

    def __iter__(self):
        while True:
            self.filled.acquire()
            with self.lock:
                item = self.items.pop(0)
            self.space.release()
            if item is Channel.END:
                return
            yield item


def stage(function, source, target):
    for item in source:
        target.put(function(item))
    target.put(Channel.END)


channels = [Channel(2) for _ in range(4)]
functions = [lambda x: x + 1, lambda x: [x, x * x], lambda p: {"n": p[0], "square": p[1]}]
threads = [threading.Thread(target=stage, args=(f, channels[i], channels[i + 1])) for i, f in enumerate(functions)]


def feed():
    for i in range(100):
        channels[0].put(i)
    channels[0].put(Channel.END)


threads.append(threading.Thread(target=feed))
for t in threads:
    t.start()
out = list(channels[-1])
for t in threads:
    t.join()
print(len(out), out[0], out[-1])
print(all(d["n"] ** 2 == d["square"] for d in out))
