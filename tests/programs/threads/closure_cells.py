"""A cell shared by the closures of several threads."""
import threading


def make():
    count = 0
    history = []
    lock = threading.Lock()

    def add(n):
        nonlocal count
        for _ in range(n):
            with lock:
                count += 1
                if count % 100 == 0:
                    history.append(count)

    def replace(value):
        nonlocal history
        history = history + [value]

    def look():
        return count, history

    return add, replace, look


add, replace, look = make()
threads = [threading.Thread(target=add, args=(250,)) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(look())
t = threading.Thread(target=replace, args=("end",))
t.start()
t.join()
print(look()[1][-1])
