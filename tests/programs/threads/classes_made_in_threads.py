"""Classes derived in many threads from one base, and the base's list of them."""
import gc
import threading


class Base:
    made = []

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        Base.made.append(cls.__name__)

    def who(self):
        return type(self).__name__


def work(number):
    for i in range(15):
        kind = type(f"Kind{number}_{i}", (Base,), {"number": number, "who": lambda self, i=i: (Base.who(self), i)})
        assert kind().who() == (f"Kind{number}_{i}", i)
        Base.__subclasses__()


threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(Base.made), sorted(Base.made)[:3])
gc.collect()
print(Base.__subclasses__())
