# Times that are too long, or no times.
import threading, time, _thread


def tried(f, *args):
    shown = ["too long" if isinstance(a, int) and a > 2**4000 else a for a in args]
    try:
        print(shown, f(*args))
    except Exception as e:
        print(shown, type(e).__name__, e)


ended = threading.Thread(target=print, args=("runs",))
ended.start()
ended.join()
lock = threading.Lock()
lock.acquire()
handle = _thread._make_thread_handle(5)
for x in [1e300, -1e300, 2**63, 10**30, -(2**70), 2**5000, float("inf"), float("nan"), -1, 0, 0.0, -0.0, 1e-12, "x"]:
    tried(time.sleep, x)
    if x not in (2**5000, "x"):
        if x != -1:
            tried(handle.join, x)
    if x not in (-1, 2**5000):
        tried(lock.acquire, True, x)
# Negative means for ever, for a thread that is over.
tried(handle._set_done)
tried(handle.join, -1)
tried(handle.join, -1e300)
tried(handle.join)
tried(handle.is_done)
