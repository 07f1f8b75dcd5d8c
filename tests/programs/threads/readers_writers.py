"""A readers-writer lock made of a condition."""
import threading


class RWLock:
    def __init__(self):
        self.free = threading.Condition()
        self.readers = 0
        self.writing = False

    def read(self, act):
        with self.free:
            self.free.wait_for(lambda: not self.writing)
            self.readers += 1
        try:
            return act()
        finally:
            with self.free:
                self.readers -= 1
                self.free.notify_all()

    def write(self, act):
        with self.free:
            self.free.wait_for(lambda: not self.writing and self.readers == 0)
            self.writing = True
        try:
            return act()
        finally:
            with self.free:
                self.writing = False
                self.free.notify_all()


rw = RWLock()
data = {"a": 0, "b": 0}
bad = []


def update():
    data["a"] += 1
    data["b"] += 1


def check():
    if data["a"] != data["b"]:
        bad.append(dict(data))


def writer():
    for _ in range(40):
        rw.write(update)


def reader():
    for _ in range(80):
        rw.read(check)


threads = [threading.Thread(target=f) for f in (writer, writer, reader, reader, reader)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(data, bad)
