"""Looking at a generator, and at its frame, does not keep another thread from running it."""
import threading


def numbers():
    i = 0
    while True:
        seen = [i]
        i += 1
        yield seen[0]


def outer():
    yield from numbers()


refused = []
wrong = []
done = False


def look(g):
    frame = g.gi_frame
    while not done:
        seen = frame.f_locals
        if "seen" in seen and seen["seen"][0] not in (seen["i"], seen["i"] - 1):
            wrong.append(seen)
        frame.f_lineno, g.gi_yieldfrom, g.gi_frame.f_lasti
        if g.gi_state not in ("GEN_SUSPENDED", "GEN_RUNNING") if hasattr(g, "gi_state") else False:
            wrong.append(g.gi_state)


def run(g, first):
    for i in range(first, first + 20000):
        try:
            if next(g) != i:
                wrong.append(i)
        except ValueError as e:
            refused.append(str(e))


for g in (numbers(), outer()):
    next(g)
    done = False
    threads = [threading.Thread(target=look, args=(g,)) for _ in range(2)]
    for t in threads:
        t.start()
    run(g, 1)
    done = True
    for t in threads:
        t.join()
print(refused, wrong)

# Several look at one that nobody runs: it is seen as it is.
g = outer()
next(g)
states = []


def see():
    for _ in range(2000):
        states.append((g.gi_running, g.gi_suspended, g.gi_frame.f_locals == {}, g.gi_yieldfrom is None))


threads = [threading.Thread(target=see) for _ in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(set(states))
