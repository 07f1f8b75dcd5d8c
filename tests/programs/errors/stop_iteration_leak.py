# StopIteration raised inside a generator becomes RuntimeError with its cause.
def numbers():
    yield 1
    yield next(iter([]))


for n in numbers():
    print(n)
