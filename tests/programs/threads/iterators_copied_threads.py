"""An iterator that threads share is copied and taken apart meanwhile: every item is given once, and each copy goes on by itself."""

import copy
import functools
import threading

N = 2000


def share(make, expected):
    it = make()
    got = [[] for _ in range(3)]
    wrong = []
    start = threading.Barrier(4)

    def take(mine):
        start.wait()
        for x in it:
            mine.append(x)

    def watch():
        start.wait()
        for _ in range(50):
            rest = list(copy.copy(it))
            if rest != expected[len(expected) - len(rest):]:
                wrong.append(rest)

    threads = [threading.Thread(target=take, args=(g,)) for g in got] + [threading.Thread(target=watch)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print(sorted(sum(got, [])) == expected, wrong)


numbers = list(range(N))
share(lambda: iter(numbers), numbers)
share(lambda: iter(tuple(numbers)), numbers)
share(lambda: iter(range(N)), numbers)
share(lambda: iter(dict.fromkeys(numbers)), numbers)

# A partial whose state is replaced is called with whole parts.
p = functools.partial(max, 1, 2)
stop = threading.Event()
results = set()


def call():
    while not stop.is_set():
        results.add(p())


callers = [threading.Thread(target=call) for _ in range(2)]
for t in callers:
    t.start()
for i in range(300):
    p.__setstate__((max, (i % 3, 5), {}, None))
stop.set()
for t in callers:
    t.join()
print(results <= {2, 5})
