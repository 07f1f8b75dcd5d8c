"""A generator used by several threads: one runs it at a time, the others are told."""
import threading


def numbers(n):
    for i in range(n):
        yield [i]


shared = numbers(600)
taken = [[] for _ in range(4)]
refused = []


def work(mine):
    while True:
        try:
            mine.append(next(shared)[0])
        except StopIteration:
            return
        except ValueError as e:
            refused.append(str(e))


threads = [threading.Thread(target=work, args=(mine,)) for mine in taken]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(i for mine in taken for i in mine) == list(range(600)))
print(set(refused) <= {"generator already executing"})

# With a lock nobody is refused.
shared = numbers(300)
lock = threading.Lock()
got = []


def careful():
    while True:
        with lock:
            item = next(shared, None)
        if item is None:
            return
        got.append(item[0])


threads = [threading.Thread(target=careful) for _ in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(got), sorted(got) == list(range(300)))
