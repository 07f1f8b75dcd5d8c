import heapq
import queue
import threading

heap = []
lock = threading.Lock()


def push(k):
    for i in range(300):
        with lock:
            heapq.heappush(heap, (i * 7919 + k * 31) % 1000)


threads = [threading.Thread(target=push, args=(k,)) for k in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
out = [heapq.heappop(heap) for _ in range(len(heap))]
print(len(out), out == sorted(out))
free = list(range(50))
heapq.heapify(free)
taken = []


def pop_and_push(k):
    for i in range(200):
        with lock:
            x = heapq.heappop(free)
            heapq.heappush(free, x)


threads = [threading.Thread(target=pop_and_push, args=(k,)) for k in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(free) == list(range(50)))
jobs = queue.PriorityQueue()
done = []


def work():
    while True:
        priority, name = jobs.get()
        if name is None:
            return
        with lock:
            done.append((priority, name))


threads = [threading.Thread(target=work) for _ in range(3)]
for t in threads:
    t.start()
for i in range(200):
    jobs.put((i * 37 % 101, f"job{i}"))
for _ in threads:
    jobs.put((1000, None))
for t in threads:
    t.join()
print(len(done), sorted(done) == sorted((i * 37 % 101, f"job{i}") for i in range(200)), jobs.empty())
