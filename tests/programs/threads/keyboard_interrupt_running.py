"""A signal while the main thread computes: KeyboardInterrupt there, and only there."""
import _thread
import threading


def poke():
    started.wait()
    _thread.interrupt_main()


started = threading.Event()
others = []


def other():
    n = 0
    while not stop.is_set():
        n += 1
    others.append("untouched")


stop = threading.Event()
worker = threading.Thread(target=other)
worker.start()
threading.Thread(target=poke).start()
try:
    started.set()
    while True:
        x = [i * i for i in range(100)]
except KeyboardInterrupt:
    print("interrupted")
stop.set()
worker.join()
print(others)
