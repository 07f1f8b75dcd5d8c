"""Many short threads, in waves: every one runs once, and objects they leave behind are whole."""
import threading

results = []


class Leaf:
    def __init__(self, n):
        self.n = n
        self.me = [n, str(n)]


def work(n):
    results.append(Leaf(n))


for wave in range(8):
    threads = [threading.Thread(target=work, args=(wave * 12 + i,)) for i in range(12)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
print(len(results))
print(sorted(r.n for r in results) == list(range(96)))
print(all(r.me == [r.n, str(r.n)] for r in results))
print(threading.active_count())
