"""Many threads write what others change, and use one pickler."""
import io
import pickle
import threading

THREADS = 4
shared_list = [[i, str(i)] for i in range(200)]
shared_dict = {i: [i] for i in range(200)}
shared_set = set(range(200))
stop = threading.Event()
wrong = []


def change():
    i = 0
    while not stop.is_set():
        shared_list.append([i])
        shared_list.pop(0)
        shared_dict[i % 500] = [i]
        shared_dict.pop((i * 7) % 500, None)
        shared_set.add(i % 300)
        shared_set.discard((i * 7) % 300)
        i += 1


def write():
    for i in range(12):
        for protocol in (0, 2, 5):
            try:
                value = pickle.loads(pickle.dumps([shared_list, shared_dict, shared_set], protocol))
            except RuntimeError as e:
                if "changed size" not in str(e):
                    wrong.append(e)
                continue
            if type(value[0]) is not list or any(type(v) is not list for v in value[0]) or any(type(k) is not int for k in value[1]):
                wrong.append(value)


pickler = pickle.Pickler(io.BytesIO())
unpickler_data = pickle.dumps(list(range(50))) * 2000
unpickler = pickle.Unpickler(io.BytesIO(unpickler_data))


def use_one():
    for i in range(50):
        for f in (lambda: pickler.dump([i, "text", (i,)]), lambda: unpickler.load() == list(range(50)) or wrong.append(i), pickler.clear_memo, pickler.memo.copy):
            try:
                f()
            except RuntimeError as e:
                if "already used" not in str(e):
                    wrong.append(e)
            except EOFError:
                pass


threads = [threading.Thread(target=f) for f in [change] * 2 + [write] * THREADS + [use_one] * THREADS]
for t in threads:
    t.start()
for t in threads[2:]:
    t.join()
stop.set()
for t in threads:
    t.join()
print(wrong)
