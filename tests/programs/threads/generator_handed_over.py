"""A generator started in one thread goes on in another, with its locals and what it was handling."""
import sys
import threading


def steps(log):
    here = ["begun"]
    try:
        got = yield here
        log.append(got)
        try:
            raise KeyError("inside")
        except KeyError:
            got = yield "handling"
            log.append((got, repr(sys.exception())))
        yield from (x * 2 for x in [1, 2, 3])
        yield here
    finally:
        log.append("finally")


log = []
g = steps(log)
out = [next(g)]


def run(f, *args):
    result = []
    t = threading.Thread(target=lambda: result.append(f(*args)))
    t.start()
    t.join()
    return result[0]


out.append(run(g.send, "one"))
out.append(run(g.send, "two"))
out.append(run(next, g))
out.append(next(g))
out.append(run(list, g))
print(out)
print(log)
g = steps(log)
next(g)
run(g.close)
print(log)
