"""A condition variable: a bounded buffer, notification of some and of all, timeouts, errors."""
import threading


class Buffer:
    def __init__(self, size):
        self.items, self.size = [], size
        self.changed = threading.Condition()

    def put(self, item):
        with self.changed:
            self.changed.wait_for(lambda: len(self.items) < self.size)
            self.items.append(item)
            self.changed.notify_all()

    def get(self):
        with self.changed:
            self.changed.wait_for(lambda: self.items)
            item = self.items.pop(0)
            self.changed.notify_all()
            return item


buffer = Buffer(3)
got = []


def produce(first):
    for i in range(first, first + 60):
        buffer.put(i)


def consume():
    while (item := buffer.get()) is not None:
        got.append(item)


producers = [threading.Thread(target=produce, args=(n * 60,)) for n in range(3)]
consumers = [threading.Thread(target=consume) for _ in range(3)]
for t in producers + consumers:
    t.start()
for t in producers:
    t.join()
for _ in consumers:
    buffer.put(None)
for t in consumers:
    t.join()
print(sorted(got) == list(range(180)))

condition = threading.Condition(threading.Lock())
for call in (condition.wait, condition.notify, condition.notify_all):
    try:
        call()
    except RuntimeError as e:
        print(e)
with condition:
    print(condition.wait(0.01), condition.wait_for(lambda: False, 0.01), condition.wait_for(lambda: 7))
