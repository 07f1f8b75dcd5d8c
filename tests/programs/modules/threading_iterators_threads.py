"""Iterators that threads share."""

import itertools
import threading

N = 4


def everyone(f):
    threads = [threading.Thread(target=f, args=(i,)) for i in range(N)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


def squares(n):
    for i in range(n):
        yield i * i


shared = threading.serialize_iterator(squares(400))
got = [[] for _ in range(N)]
everyone(lambda i: got[i].extend(shared))
print(sorted(itertools.chain(*got)) == [i * i for i in range(400)])


@threading.synchronized_iterator
def numbers(n):
    yield from range(n)


it = numbers(100)
got = [[] for _ in range(N)]
everyone(lambda i: got[i].extend(it))
print(sorted(itertools.chain(*got)) == list(range(100)), numbers.__name__)

tees = threading.concurrent_tee(squares(200), N)
got = [None] * N


def consume(i):
    got[i] = list(tees[i])


everyone(consume)
print([g == [i * i for i in range(200)] for g in got])
a, b = threading.concurrent_tee("abc")
print(next(a), next(a))
c, d = threading.concurrent_tee(a)
print(list(b), list(c), list(d), threading.concurrent_tee("abc", 0))


def talk():
    got = yield "ready"
    while True:
        try:
            got = yield got.upper()
        except KeyError:
            got = yield "key"


s = threading.serialize_iterator(talk())
print(next(s), s.send("a"), s.throw(KeyError), s.send("b"), s.close(), list(s))
for f in (lambda: threading.serialize_iterator(5), lambda: threading.serialize_iterator([]).send(1), lambda: threading.concurrent_tee([], -1)):
    try:
        print(f())
    except (TypeError, AttributeError, ValueError) as e:
        print(type(e).__name__, e)
