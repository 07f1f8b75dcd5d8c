"""A tree of threads, each of which starts two more and waits for them."""
import threading

lock = threading.Lock()
names = []


def grow(path, depth):
    with lock:
        names.append(path)
    if depth == 0:
        return
    children = [threading.Thread(target=grow, args=(path + c, depth - 1)) for c in "lr"]
    for c in children:
        c.start()
    for c in children:
        c.join()


root = threading.Thread(target=grow, args=("root-", 4))
root.start()
root.join()
print(len(names))
print(sorted(names)[:6])
print(max(sorted(names), key=len))
