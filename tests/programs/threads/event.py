"""Events: set, clear, waiters, timeouts."""
import threading

event = threading.Event()
print(event.is_set(), event.wait(0.01), event.wait(0))
order = []
waiters = [threading.Thread(target=lambda: order.append(event.wait())) for _ in range(4)]
for t in waiters:
    t.start()
event.set()
for t in waiters:
    t.join()
print(order, event.is_set(), event.wait(5))
event.clear()
print(event.is_set())

# Two threads take turns.
ping, pong = threading.Event(), threading.Event()
log = []


def player(name, mine, other, times):
    for i in range(times):
        mine.wait()
        mine.clear()
        log.append((name, i))
        other.set()


a = threading.Thread(target=player, args=("ping", ping, pong, 20))
b = threading.Thread(target=player, args=("pong", pong, ping, 20))
a.start()
b.start()
ping.set()
a.join()
b.join()
print(log[:4], len(log), log == [(n, i) for i in range(20) for n in ("ping", "pong")])
