"""sys.exit in the main thread: the code is kept, the other threads end first."""
import sys
import threading
import time


def work():
    time.sleep(0.03)
    print("worker ends")


threading.Thread(target=work).start()
print("main exits")
sys.exit(7)
