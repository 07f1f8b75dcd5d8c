import heapq

data = [5, 3, 8, 1, 9, 2, 7, 3]
h = []
for x in data:
    heapq.heappush(h, x)
print(h)
print([heapq.heappop(h) for _ in range(len(h))])
h = data[:]
heapq.heapify(h)
print(h, heapq.heapreplace(h, 4), h, heapq.heappushpop(h, 0), heapq.heappushpop(h, 6), h)
print(heapq.nsmallest(3, data), heapq.nlargest(3, data), heapq.nsmallest(2, ["ccc", "a", "bb"], key=len), heapq.nlargest(20, data), heapq.nlargest(0, data))
print(list(heapq.merge([1, 4, 7], [2, 5, 8], [0, 9])), list(heapq.merge([7, 1], [5, 2], reverse=True)), list(heapq.merge(["a", "ccc"], ["bb"], key=len)))
print(list(heapq.merge()), list(heapq.merge([], [1])))
big = [(i * 7919) % 1009 for i in range(1000)]
heapq.heapify(big)
print(all(big[(i - 1) // 2] <= big[i] for i in range(1, len(big))), [heapq.heappop(big) for _ in range(8)], hash(tuple(big)))


class Task:
    def __init__(self, priority, name):
        self.priority, self.name = priority, name

    def __lt__(self, other):
        return self.priority < other.priority


tasks = []
for p, n in [(3, "c"), (1, "a"), (2, "b"), (1, "z"), (3, "y")]:
    heapq.heappush(tasks, Task(p, n))
print([(t.priority, t.name) for t in (heapq.heappop(tasks) for _ in range(5))])


def dijkstra(graph, start):
    best = {}
    queue = [(0, start)]
    while queue:
        d, node = heapq.heappop(queue)
        if node in best:
            continue
        best[node] = d
        for other, w in graph[node].items():
            if other not in best:
                heapq.heappush(queue, (d + w, other))
    return best


print(dijkstra({"a": {"b": 7, "c": 3}, "b": {"d": 2}, "c": {"b": 1, "d": 8}, "d": {}}, "a"))
m = [3, 1, 4, 1, 5, 9, 2, 6]
heapq.heapify_max(m)
print(m, heapq.heappop_max(m), heapq.heapreplace_max(m, 0), heapq.heappushpop_max(m, 10), heapq.heappushpop_max(m, 2), m)
heapq.heappush_max(m, 8)
print(m)
for bad in (lambda: heapq.heappop([]), lambda: heapq.heapreplace([], 1), lambda: heapq.heappush(1, 2), lambda: heapq.heappush([]), lambda: heapq.heappop(()),
            lambda: heapq.heapify((1,)), lambda: heapq.heappush(["a"], 1), lambda: heapq.heappop_max([]), lambda: heapq.heappushpop([], 1),
            lambda: heapq.heappop([1], 2), lambda: heapq.nlargest(2, 5)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
