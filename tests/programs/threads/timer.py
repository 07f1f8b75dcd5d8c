"""Timers: run after a while, or are cancelled before."""
import threading

log = []
t = threading.Timer(0.01, log.append, ["timer"])
t.start()
t.join()
print(log, t.finished.is_set())
t = threading.Timer(30, log.append, args=("never",))
t.start()
t.cancel()
t.join()
print(log, t.is_alive())
done = threading.Event()
timers = [threading.Timer(0.001 * i, log.append, kwargs=None, args=[i]) for i in range(5)]
for t in timers:
    t.start()
for t in timers:
    t.join()
print(sorted(x for x in log if x != "timer"))
