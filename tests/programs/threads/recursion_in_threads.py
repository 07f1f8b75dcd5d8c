"""Each thread has its own recursion depth, and survives reaching the limit."""
import threading


def down(n):
    return 0 if n == 0 else 1 + down(n - 1)


results = []


def work(n):
    got = [down(n)]
    try:
        down(100000)
    except RecursionError as e:
        got.append(str(e))
    got.append(down(n))
    results.append(got)


threads = [threading.Thread(target=work, args=(100 + n,)) for n in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
for r in sorted(results):
    print(r)
