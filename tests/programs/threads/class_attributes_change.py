"""Methods and class attributes are replaced while other threads call them: each call gets some whole version."""
import threading


class Base:
    value = (0, 0)

    def method(self):
        return 0, 0


class Child(Base):
    pass


stop = threading.Event()
bad = []


def change():
    for i in range(300):
        Base.value = (i, i)

        def method(self, i=i):
            return i, i

        Base.method = method
        if i % 3 == 0:
            Child.method = method
        elif "method" in Child.__dict__:
            del Child.method
    stop.set()


def use():
    child = Child()
    while not stop.is_set():
        for pair in (child.value, child.method(), Child.value, Base().method()):
            if pair[0] != pair[1]:
                bad.append(pair)


threads = [threading.Thread(target=use) for _ in range(3)] + [threading.Thread(target=change)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(bad, Base.value, Child().method(), Child().value)
