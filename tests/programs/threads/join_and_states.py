"""States of a thread, join with timeouts, errors of misuse."""
import threading

gate = threading.Event()
t = threading.Thread(target=gate.wait, name="gate keeper")
print(t.is_alive(), t.ident, t.name, t.daemon)
for call in (t.join, threading.current_thread().join):
    try:
        call()
    except RuntimeError as e:
        print(e)
t.start()
print(t.is_alive(), t.ident is not None)
print(t.join(0.01), t.is_alive(), t.join(timeout=0), t.is_alive())
try:
    t.start()
except RuntimeError as e:
    print(e)
try:
    t.daemon = True
except RuntimeError as e:
    print(e)
print(sorted(x.name for x in threading.enumerate()), threading.active_count())
gate.set()
t.join()
print(t.is_alive(), t.join(), threading.active_count())
try:
    t.start()
except RuntimeError as e:
    print(e)


class Sub(threading.Thread):
    def __init__(self):
        pass


for call in (Sub().start, Sub().join):
    try:
        call()
    except RuntimeError as e:
        print(e)


class Worker(threading.Thread):
    def __init__(self, n):
        super().__init__(daemon=True)
        self.n = n

    def run(self):
        self.result = self.n * self.n, threading.current_thread() is self, self.daemon


workers = [Worker(n) for n in range(4)]
for w in workers:
    w.start()
for w in workers:
    w.join()
print([w.result for w in workers])
print(threading.main_thread().name, threading.current_thread() is threading.main_thread())
