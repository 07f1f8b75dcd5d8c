"""Locks: blocking, timeouts, errors, release by another thread."""
import threading

lock = threading.Lock()
print(lock.acquire(), lock.locked(), lock.acquire(False), lock.acquire(True, 0.01))
try:
    lock.acquire(False, 1)
except ValueError as e:
    print(e)
try:
    lock.acquire(True, -2)
except ValueError as e:
    print(e)
try:
    lock.acquire(timeout=1e20)
except OverflowError as e:
    print(e)
t = threading.Thread(target=lock.release)
t.start()
t.join()
print(lock.locked())
try:
    lock.release()
except RuntimeError as e:
    print(e)
with lock as entered:
    print(entered, lock.locked())
print(lock.locked())
got = []
lock.acquire()
waiters = [threading.Thread(target=lambda: got.append(lock.acquire(timeout=0.02))) for _ in range(3)]
for t in waiters:
    t.start()
for t in waiters:
    t.join()
print(got)
lock.release()
