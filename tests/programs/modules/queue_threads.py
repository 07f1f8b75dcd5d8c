import queue
import threading

PRODUCERS, CONSUMERS, EACH = 3, 3, 200


def run(make):
    q = make()
    got = []
    lock = threading.Lock()

    def produce(k):
        for i in range(EACH):
            q.put((k, i))

    def consume():
        mine = []
        while True:
            item = q.get()
            if item[0] == 99:
                break
            mine.append(item)
        with lock:
            got.extend(mine)
            order.append(mine)

    order = []
    producers = [threading.Thread(target=produce, args=(k,)) for k in range(PRODUCERS)]
    consumers = [threading.Thread(target=consume) for _ in range(CONSUMERS)]
    for t in producers + consumers:
        t.start()
    for t in producers:
        t.join()
    for _ in consumers:
        q.put((99, 0))
    for t in consumers:
        t.join()
    everything = sorted(got) == [(k, i) for k in range(PRODUCERS) for i in range(EACH)]
    in_order = all([i for k, i in mine if k == p] == sorted(i for k, i in mine if k == p) for mine in order for p in range(PRODUCERS))
    return everything, in_order


print("Queue", run(queue.Queue))
print("bounded", run(lambda: queue.Queue(4)))
print("SimpleQueue", run(queue.SimpleQueue))
print("PriorityQueue", run(queue.PriorityQueue)[0])
stages = [queue.Queue(3) for _ in range(4)]


def stage(k):
    while True:
        x = stages[k].get()
        stages[k + 1].put(x if x is None else x * 2 + k)
        stages[k].task_done()
        if x is None:
            return


threads = [threading.Thread(target=stage, args=(k,)) for k in range(3)]
results = []


def sink():
    while (x := stages[3].get()) is not None:
        results.append(x)


threads.append(threading.Thread(target=sink))
for t in threads:
    t.start()
for i in range(30):
    stages[0].put(i)
stages[0].put(None)
for t in threads:
    t.join()
print(results == [((i * 2) * 2 + 1) * 2 + 2 for i in range(30)], len(results))
