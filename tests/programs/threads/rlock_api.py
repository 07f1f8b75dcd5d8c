"""Re-entrant locks: depth, ownership, errors."""
import threading

lock = threading.RLock()
print(lock.acquire(), lock.acquire(), lock.acquire(blocking=False))
result = []


def other():
    result.append(lock.acquire(blocking=False))
    result.append(lock.acquire(timeout=0.01))
    try:
        lock.release()
    except RuntimeError as e:
        result.append(str(e))


t = threading.Thread(target=other)
t.start()
t.join()
print(result)
for _ in range(3):
    lock.release()
try:
    lock.release()
except RuntimeError as e:
    print(e)


def nested(n):
    with lock:
        return n if n == 0 else nested(n - 1) + 1


values = []
threads = [threading.Thread(target=lambda n=n: values.append(nested(n))) for n in range(5)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(values))
