"""A thread that waits for the main thread: it goes on when that has nothing left to do but to wait for threads."""

import threading
import time


def wait(main):
    main.join()
    print("main is over:", not main.is_alive())


threading.Thread(target=wait, args=(threading.current_thread(),)).start()
time.sleep(0.05)
print("end of main")
