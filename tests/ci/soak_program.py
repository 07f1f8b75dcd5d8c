"""What soak.py watches: threads that begin and end, objects that die on other threads than they were made on, cycles, contended counts.

Usage: soak_program.py SECONDS. Prints the number of rounds.
"""

import gc
import queue
import sys
import threading
import time
import weakref

THREADS = 4


class Node:
    def __init__(self, name):
        self.name = name
        self.others = []


shared = {i: [i, str(i)] for i in range(50)}
hot = Node("hot")


def cycles(n):
    """Makes cycles and drops them, some of them shared."""
    for i in range(n):
        a, b = Node(i), Node(-i)
        a.others.append(b)
        b.others.append(a)
        if i % 10 == 0:
            hot.others = [a]


def contended(n):
    """Reads what all others read: its count is contended, so that it is promoted."""
    found = 0
    for i in range(n):
        found += len(shared[i % 50]) + len(hot.name)
    # New objects to be contended in the next round.
    shared[n % 50] = [n, str(n)]
    return found


def weakly(n):
    refs = [weakref.ref(Node(i)) for i in range(n)]
    assert all(r() is None for r in refs)


def worker(inbox, outbox):
    cycles(300)
    contended(500)
    weakly(100)
    for i in range(200):
        # What is made here dies there.
        outbox.put([Node(i), "text %d" % i, {"k": i}, bytes(3000 if i % 50 == 0 else 30)])
    for _ in range(200):
        inbox.get()


def main():
    end = time.monotonic() + float(sys.argv[1])
    rounds = 0
    while time.monotonic() < end:
        queues = [queue.Queue() for _ in range(THREADS)]
        threads = [threading.Thread(target=worker, args=(queues[i], queues[(i + 1) % THREADS])) for i in range(THREADS)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        rounds += 1
        if rounds % 50 == 0:
            gc.collect()
    print(rounds)


main()
