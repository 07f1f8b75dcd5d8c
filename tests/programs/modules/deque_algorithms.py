from collections import deque


def sliding_max(values, k):
    best = deque()
    for i, v in enumerate(values):
        while best and values[best[-1]] <= v:
            best.pop()
        best.append(i)
        if best[0] <= i - k:
            best.popleft()
        if i >= k - 1:
            yield values[best[0]]


print(list(sliding_max([1, 3, -1, -3, 5, 3, 6, 7], 3)))


def josephus(n, k):
    ring = deque(range(1, n + 1))
    order = []
    while ring:
        ring.rotate(-(k - 1))
        order.append(ring.popleft())
    return order


print(josephus(7, 3), josephus(41, 3)[-1])


def shortest(grid):
    h, w = len(grid), len(grid[0])
    start = next((r, c) for r in range(h) for c in range(w) if grid[r][c] == "S")
    queue = deque([(start, 0)])
    seen = {start}
    while queue:
        (r, c), d = queue.popleft()
        if grid[r][c] == "E":
            return d, len(seen)
        for dr, dc in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            p = (r + dr, c + dc)
            if 0 <= p[0] < h and 0 <= p[1] < w and grid[p[0]][p[1]] != "#" and p not in seen:
                seen.add(p)
                queue.append((p, d + 1))


print(shortest(["S.#.....", "..#.###.", "....#...", ".####.#.", "......#E"]))


def palindrome(text):
    d = deque(c for c in text.lower() if c.isalpha())
    while len(d) > 1:
        if d.pop() != d.popleft():
            return False
    return True


print(palindrome("A man, a plan, a canal: Panama"), palindrome("nope"))


def zero_one(edges, n, s):
    dist = [None] * n
    dist[s] = 0
    d = deque([s])
    while d:
        u = d.popleft()
        for v, w in edges.get(u, ()):
            if dist[v] is None or dist[u] + w < dist[v]:
                dist[v] = dist[u] + w
                (d.append if w else d.appendleft)(v)
    return dist


print(zero_one({0: [(1, 1), (2, 0)], 1: [(3, 0)], 2: [(1, 0), (3, 1)], 3: [(4, 1)]}, 6, 0))
undo, redo = deque(maxlen=3), deque()
text = ""
for word in ["a", "b", "c", "d", "e"]:
    undo.append(text)
    text += word
while undo:
    redo.appendleft(text)
    text = undo.pop()
print(repr(text), redo, undo)
d = deque(range(10))
d.rotate(3)
print([d[i] for i in range(-10, 10)])
for i in range(0, 10, 3):
    del d[-1]
    d.insert(i, "*")
print(d, d.index("*", 1), d.index("*", 2), d.count("*"))
