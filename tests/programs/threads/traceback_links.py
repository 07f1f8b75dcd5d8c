"""Two threads that lead two tracebacks to each other at once do not close a ring."""
import threading


def traceback():
    try:
        raise ValueError
    except ValueError as e:
        return e.__traceback__


ROUNDS = 600
one, other = traceback(), traceback()
barrier = threading.Barrier(2)
rings = []
refused = []


def lead(a, b, first):
    for _ in range(ROUNDS):
        if first:
            a.tb_next = b.tb_next = None
        barrier.wait()
        try:
            a.tb_next = b
        except ValueError as e:
            refused.append(str(e))
        barrier.wait()
        if first and a.tb_next is b and b.tb_next is a:
            rings.append(1)
            a.tb_next = None


threads = [threading.Thread(target=lead, args=(one, other, True)), threading.Thread(target=lead, args=(other, one, False))]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(rings), len(refused) == ROUNDS, set(refused))
