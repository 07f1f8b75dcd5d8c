import time

a, b = time.monotonic(), time.monotonic()
print(b >= a, isinstance(a, float), time.time() > 1.6e9, time.perf_counter() <= time.perf_counter())
print(isinstance(time.time_ns(), int), time.monotonic_ns() <= time.monotonic_ns(), isinstance(time.perf_counter_ns(), int), abs(time.time_ns() / 1e9 - time.time()) < 5)
print(time.process_time() >= 0, isinstance(time.process_time_ns(), int), time.thread_time() >= 0)
start = time.perf_counter()
time.sleep(0.02)
took = time.perf_counter() - start
print(took >= 0.02, took < 5, time.sleep(0))
for bad in (lambda: time.sleep(-1), lambda: time.sleep("a"), lambda: time.sleep(), lambda: time.sleep(float("nan")), lambda: time.sleep(1, 2)):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
