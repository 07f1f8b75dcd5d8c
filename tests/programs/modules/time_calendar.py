"""Times of day and of year: tuples, texts and the clocks that there are."""

import errno
import time

t = time.gmtime(86400 * 365.25 * 30)
print(t, t.tm_zone, t.tm_gmtoff, t[0], t[-1], len(t))
print(time.struct_time.n_fields, time.struct_time.n_sequence_fields, time.struct_time.__match_args__)
print(time.asctime(t), "|", time.strftime("%Y-%m-%d %H:%M:%S %j %a %A %b %B %p %y %%", t))
print(time.gmtime(0), time.gmtime(-1.5)[:6], time.gmtime(1e9).tm_yday)
match t:
    case time.struct_time(year, month):
        print(year, month)
year, month, day, *rest = t
print(year, month, day, rest)
print(t == tuple(t), isinstance(t, tuple), t < time.gmtime(), hash(t) == hash(tuple(t)))
same = time.struct_time(tuple(t))
print(same == t, same.tm_zone, time.struct_time(range(11)).tm_gmtoff)
print(t.__reduce__()[1][0], t.__replace__(tm_year=1999)[:3])

now = time.time()
local = time.localtime(now)
print(time.mktime(local) == int(now), abs(time.time_ns() / 1e9 - now) < 5, time.ctime(0) == time.asctime(time.localtime(0)))
print(time.mktime((2000, 1, 31, 0, 0, 0, 0, 0, -1)) == time.mktime((1999, 12, 62, 0, 0, 0, 0, 0, -1)))
print(type(time.timezone), type(time.altzone), time.daylight in (0, 1), len(time.tzname), time.strftime("%Z") in time.tzname)

for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
    info = time.get_clock_info(name)
    print(name, info.monotonic, info.adjustable, info.implementation, info.resolution <= 1e-6)
    a, b = getattr(time, name)(), getattr(time, name + "_ns")()
    print(type(a).__name__, type(b).__name__, abs(b / 1e9 - a) < 1)

before = time.process_time(), time.thread_time()
sum(i * i for i in range(30000))
print(time.process_time() > before[0], time.thread_time() > before[1])
begin = time.monotonic()
time.sleep(0.01)
print(time.monotonic() - begin >= 0.01, time.clock_gettime(time.CLOCK_REALTIME) >= now)

BASE = (2020, 5, 17, 1, 2, 3, 6, 138, 0)


def fails(f, *args):
    try:
        print("no error", f(*args))
    except Exception as e:
        print(type(e).__name__, e)


for place, bad in [(1, 13), (2, 32), (3, 24), (4, 60), (5, 62), (6, -2), (7, 367), (0, 10**12), (1, "x")]:
    fails(time.asctime, BASE[:place] + (bad,) + BASE[place + 1 :])
fails(time.asctime, (1, 2))
fails(time.asctime, [2020])
fails(time.gmtime, 1e30)
fails(time.gmtime, float("nan"))
fails(time.gmtime, "now")
fails(time.gmtime, 10**30)
fails(time.sleep, -1)
fails(time.sleep, "1")
fails(time.get_clock_info, "sundial")
fails(time.strftime, 5)
fails(time.clock_gettime, 12345)
fails(time.struct_time, (1, 2))
fails(time.struct_time, range(12))
fails(time.struct_time, 5)
print(time.strftime("é %Y\0%m", BASE), repr(time.strftime("", BASE)), time.strftime("%d %m", (0,) * 9))

print(errno.ENOENT, errno.errorcode[errno.EINTR], errno.errorcode[11], errno.EWOULDBLOCK == errno.EAGAIN, len(errno.errorcode) > 100)
