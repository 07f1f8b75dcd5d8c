"""Equal names made in many threads are one string where the language interns; attributes are found by any."""
import sys
import threading


class Bag:
    pass


bag = Bag()
names = [[] for _ in range(4)]


def work(number):
    for i in range(150):
        name = sys.intern("attr_" + str(i))
        names[number].append(name)
        if i % 4 == number:
            setattr(bag, "attr_" + str(i), i)


threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(all(a is b is c is d for a, b, c, d in zip(*names)))
print([getattr(bag, "attr_%d" % i) for i in range(0, 150, 30)])
print(sum(getattr(bag, n) for n in names[0]))
