# Templates made and read by several threads; one iterator shared gives each part once.
import threading

shared = iter(t"{0}a{1}b{2}c{3}d{4}e{5}f{6}g{7}h{8}i{9}")
found = []
lock = threading.Lock()


def take():
    for part in shared:
        with lock:
            found.append(part if isinstance(part, str) else str(part.value))


def make(n):
    total = t""
    for i in range(50):
        total = total + t"{n}:{i} "
    assert len(total.interpolations) == 100
    assert total.values[::2] == (n,) * 50


threads = [threading.Thread(target=take) for _ in range(4)] + [threading.Thread(target=make, args=(n,)) for n in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print("".join(sorted(found)))
