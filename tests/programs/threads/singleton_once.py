"""Double-checked creation: the object is made once."""
import threading


class Service:
    _instance = None
    _lock = threading.Lock()
    made = 0

    @classmethod
    def get(cls):
        if cls._instance is None:
            with cls._lock:
                if cls._instance is None:
                    cls.made += 1
                    it = cls()
                    it.ready = [1, 2, 3]
                    cls._instance = it
        return cls._instance


barrier = threading.Barrier(8)
seen = []


def work():
    barrier.wait()
    s = Service.get()
    seen.append((s, s.ready))


threads = [threading.Thread(target=work) for _ in range(8)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(Service.made, len({id(s) for s, _ in seen}), all(r == [1, 2, 3] for _, r in seen))
