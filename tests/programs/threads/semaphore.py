"""Semaphores bound how many are inside; bounded ones notice too many releases."""
import threading

semaphore = threading.Semaphore(3)
lock = threading.Lock()
inside = most = 0


def work():
    global inside, most
    for _ in range(20):
        with semaphore:
            with lock:
                inside += 1
                most = max(most, inside)
            with lock:
                inside -= 1


threads = [threading.Thread(target=work) for _ in range(8)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(most <= 3, inside)
print(semaphore.acquire(blocking=False), semaphore.acquire(timeout=0.01), semaphore.acquire(), semaphore.acquire(blocking=False))
semaphore.release(3)
bounded = threading.BoundedSemaphore(2)
bounded.acquire()
bounded.release()
for act in (lambda: bounded.release(), lambda: threading.Semaphore(-1), lambda: semaphore.release(0), lambda: semaphore.acquire(False, 1)):
    try:
        act()
    except ValueError as e:
        print(e)
