"""Attributes of one instance set, read and deleted by several threads, through inline slots and the dictionary."""
import threading


class Thing:
    def __init__(self):
        self.a = (0, 0)


thing = Thing()
bad = []


def work(number):
    for i in range(400):
        thing.a = (i, i)
        x, y = thing.a
        if x != y:
            bad.append((x, y))
        setattr(thing, f"own{number}", i)
        if getattr(thing, f"own{number}") != i:
            bad.append(number)
        thing.passing = [i]
        try:
            del thing.passing
        except AttributeError:
            pass
        if i % 50 == 0:
            vars(thing)[f"via{number}"] = i


threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(bad)
print(sorted(vars(thing).items()))
