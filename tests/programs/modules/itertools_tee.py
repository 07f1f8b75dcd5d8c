from itertools import chain, count, islice, tee

a, b = tee([1, 2, 3])
print(list(a), list(b), list(a), list(b))
x, y, z = tee((n * n for n in range(300)), 3)
print(next(x), next(x), next(y), sum(x), sum(y), sum(z))
print(tee([], 0), len(tee("ab", 4)))
a, = tee("abc", 1)
print(next(a))
b, c = tee(a)
d = b.__copy__()
print(list(b), list(c), list(d))
log = []


def source():
    for i in range(4):
        log.append(i)
        yield i


p, q = tee(source())
print(next(p), next(p), log, next(q), log, list(q), log, list(p))


def failing():
    yield 1
    raise KeyError("later")


p, q = tee(failing())
print(next(p), next(q))
for it in (p, q):
    try:
        next(it)
    except KeyError as e:
        print("KeyError", e)
    except StopIteration:
        print("stopped")


def pairs(xs):
    a, b = tee(xs)
    next(b, None)
    return zip(a, b)


print(list(pairs("ABCDE")))
a, b = tee(count())
print(list(islice(a, 60, 64)), list(islice(b, 200, 203)), next(a))
long, short = tee(range(20000))
for _ in long:
    pass
print(sum(short))
del long, short
fib = None


def fibonacci():
    def gen():
        yield 0
        yield 1
        a, b = tee(later)
        next(b)
        for x, y in zip(a, b):
            yield x + y
    result, later = tee(gen())
    return result


try:
    print(list(islice(fibonacci(), 12)))
except NameError as e:
    print(e)


class Reenter:
    first = True

    def __iter__(self):
        return self

    def __next__(self):
        if self.first:
            self.first = False
            return next(it)
        return 1


it, other = tee(Reenter())
try:
    next(it)
except RuntimeError as e:
    print("RuntimeError", e)
for bad in (lambda: tee(), lambda: tee(1), lambda: tee([], -1), lambda: tee([], "a"), lambda: tee([], n=2), lambda: tee([], 1, 2)):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
