"""The classic: a shared counter, correct only under its lock."""
import threading

counter = 0
lock = threading.Lock()


def work(times):
    global counter
    for _ in range(times):
        with lock:
            counter += 1


threads = [threading.Thread(target=work, args=(500,)) for _ in range(6)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(counter)
print([t.is_alive() for t in threads], lock.locked())
