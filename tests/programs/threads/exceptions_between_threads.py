"""Exceptions raised in one thread, kept with their tracebacks, and raised again in another."""
import threading


def lines(e):
    found = []
    tb = e.__traceback__
    while tb is not None:
        found.append(tb.tb_lineno)
        tb = tb.tb_next
    return found


def deep(n):
    if n == 0:
        raise ValueError("at the bottom", n)
    deep(n - 1)


caught = []


def work(n):
    try:
        try:
            deep(n)
        except ValueError as e:
            raise RuntimeError(f"thread {n}") from e
    except RuntimeError as e:
        caught.append((n, e))


threads = [threading.Thread(target=work, args=(n,)) for n in range(5)]
for t in threads:
    t.start()
for t in threads:
    t.join()
for n, e in sorted(caught, key=lambda pair: pair[0]):
    print(n, repr(e), repr(e.__cause__), lines(e), lines(e.__cause__))
try:
    raise sorted(caught, key=lambda pair: pair[0])[3][1]
except RuntimeError as e:
    print(lines(e), e.__cause__.args)
