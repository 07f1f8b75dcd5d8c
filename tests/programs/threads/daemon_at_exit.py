"""The program ends though a daemon thread still waits; other threads are waited for."""
import threading
import time

forever = threading.Event()


def daemon():
    forever.wait()
    print("never printed")


def busy():
    while True:
        [x for x in range(50)]


def slow():
    time.sleep(0.05)
    print("the last line")


threading.Thread(target=daemon, daemon=True).start()
threading.Thread(target=busy, daemon=True).start()
threading.Thread(target=slow).start()
print("main ends")
