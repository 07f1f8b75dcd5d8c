# Generators as people use them: pipelines, coroutines, infinite sequences, trees.
def count(start=0, step=1):
    while True:
        yield start
        start += step


def take(n, items):
    for _, item in zip(range(n), items):
        yield item


def primes():
    found = []
    for n in count(2):
        if all(n % p for p in found):
            found.append(n)
            yield n


print(list(take(10, primes())))


def running_average():
    total = n = 0
    average = None
    while True:
        value = yield average
        total += value
        n += 1
        average = total / n


avg = running_average()
next(avg)
print([avg.send(v) for v in (10, 20, 60)])


def flatten(items):
    for item in items:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item


print(list(flatten([1, [2, [3, [4]], []], 5])))


def permutations(items):
    if len(items) <= 1:
        yield items
        return
    for i in range(len(items)):
        for rest in permutations(items[:i] + items[i + 1 :]):
            yield items[i : i + 1] + rest


print(["".join(p) for p in permutations("abc")])


def chunks(items, size):
    chunk = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


print(list(chunks(range(7), 3)))


def scheduler(tasks):
    queue = list(tasks.items())
    while queue:
        name, task = queue.pop(0)
        try:
            print(name, next(task))
        except StopIteration as stop:
            print(name, "finished with", stop.value)
        else:
            queue.append((name, task))


def task(n):
    for i in range(n):
        yield i
    return n * 10


scheduler({"a": task(1), "b": task(2)})


def grep(pattern):
    matches = []
    try:
        while True:
            line = yield
            if pattern in line:
                matches.append(line)
    finally:
        print(pattern, matches)


g = grep("py")
next(g)
for line in ("python", "java", "numpy"):
    g.send(line)
g.close()
fib = (lambda: (a := [0, 1]) and (a.append(a[-1] + a[-2]) or a[-3] for _ in iter(int, 1)))()
print([next(fib) for _ in range(10)])
lines = (line.strip() for line in ["  a = 1 ", "# note", " b = 2"])
pairs = (line.split(" = ") for line in lines if not line.startswith("#"))
print({k: int(v) for k, v in pairs})
print(any(n > 3 for n in count()), next((n for n in count() if n * n > 50), None))
a, b, *c = (i * i for i in range(5))
print(a, b, c)
print(max((len(w), w) for w in ["aa", "b", "ccc"]), sorted((x % 3, x) for x in range(5)))


def two_way():
    x = yield 1
    y = yield x + 1
    return x + y


def driver():
    result = yield from two_way()
    yield f"result {result}"


d = driver()
print(next(d), d.send(10), d.send(100))
