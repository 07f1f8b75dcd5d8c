# A lock that two threads release at once is released once, whoever takes it in between.
import threading

lock = threading.Lock()
done = [0, 0]
ROUNDS = 300
start = threading.Barrier(3)


def release(me):
    for _ in range(ROUNDS):
        start.wait()
        try:
            lock.release()
            done[me] += 1
        except RuntimeError as e:
            assert str(e) == "release unlocked lock", e
        start.wait()


others = [threading.Thread(target=release, args=(i,)) for i in range(2)]
for t in others:
    t.start()
wrong = 0
for _ in range(ROUNDS):
    lock.acquire()
    before = sum(done)
    start.wait()
    taken = 1 + lock.acquire(False)
    start.wait()
    released = sum(done) - before
    wrong += lock.locked() != (taken - released == 1)
    if lock.locked():
        lock.release()
for t in others:
    t.join()
print("wrong", wrong)

lock = threading.Lock()
lock.acquire()
lock._at_fork_reinit()
print(lock.locked(), lock.acquire(False))
r = threading.RLock()
r.acquire()
r.acquire()
r._at_fork_reinit()
print(r._is_owned(), r.acquire(), r._recursion_count())
r.release()
try:
    r.release()
except RuntimeError as e:
    print(e)
