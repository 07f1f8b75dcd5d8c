"""One encoder and one decoder for several threads, and containers that change while they are written."""

import json
import threading

decoder = json.JSONDecoder()
encoder = json.JSONEncoder(sort_keys=True)
text = json.dumps({f"key{i}": [i, str(i) * 3, None, {"é": i / 2}] for i in range(50)}, sort_keys=True)
results = []


def work(n):
    for _ in range(5):
        value = decoder.decode(text)
        results.append(encoder.encode(value) == text)


changing = {"list": [], "dict": {}}
done = threading.Event()
odd = []


def change():
    i = 0
    while not done.is_set():
        changing["list"].append(i)
        changing["dict"][str(i % 20)] = i
        if len(changing["list"]) > 20:
            changing["list"].clear()
            changing["dict"].clear()
        i += 1


def write():
    for _ in range(60):
        read = json.loads(json.dumps(changing))
        if set(read) != {"list", "dict"} or not all(type(x) is int for x in read["list"]):
            odd.append(read)


changer = threading.Thread(target=change)
changer.start()
threads = [threading.Thread(target=work, args=(n,)) for n in range(4)] + [threading.Thread(target=write) for _ in range(2)]
for t in threads:
    t.start()
for t in threads:
    t.join()
done.set()
changer.join()
print(len(results), all(results), odd)
