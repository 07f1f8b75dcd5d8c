# Objects whose references in running code are not counted (where there is such a thing): they live as long as anything holds them.
import gc
import threading
import weakref

defer = getattr(gc, "enable_deferred_refcount", lambda x: None)


class Node:
    def __init__(self, name):
        self.name = name
        self.other = None


def in_a_local():
    text = "".join(["a text", " in a local"])
    defer(text)
    holder = {"k": text}
    held = holder["k"]
    del text
    holder.clear()
    gc.collect()
    return held


def in_an_argument(text, holder):
    holder.clear()
    gc.collect()
    return text


def in_a_generator(holder):
    text = holder["k"]
    holder.clear()
    yield
    yield text


def handed_over():
    """A leaf that only another thread's register holds, while that thread waits."""
    holder = {"k": "".join(["a text", " in a thread"])}
    defer(holder["k"])
    took, go = threading.Event(), threading.Event()
    answer = []

    def hold():
        held = holder["k"]
        took.set()
        go.wait()
        answer.append(held)

    t = threading.Thread(target=hold)
    t.start()
    took.wait()
    holder.clear()
    gc.collect()
    go.set()
    t.join()
    return answer[0]


print(in_a_local())

holder = {"k": "".join(["a text", " in an argument"])}
defer(holder["k"])
print(in_an_argument(holder["k"], holder))

holder = {"k": "".join(["a text", " in a generator"])}
defer(holder["k"])
g = in_a_generator(holder)
next(g)
gc.collect()
print(next(g))

print(handed_over())

# Containers, alone and in cycles, go when a collection finds that nothing holds them.
a, b = Node("a"), Node("b")
a.other, b.other = b, a
defer(a)
refs = [weakref.ref(a), weakref.ref(b)]
gc.collect()
print([r().name for r in refs])
del a, b
gc.collect()
print([r() for r in refs])

c = Node("c")
defer(c)
ref = weakref.ref(c, lambda r: print("c has ended"))
del c
gc.collect()
print(ref())


class Closing:
    def __del__(self):
        print("closed at once")


# What has a finalizer is counted as ever.
d = Closing()
defer(d)
del d
print("after closing")

# Many threads read what is deferred while it is replaced and collected.
table = {n: [str(n)] for n in range(20)}
for value in table.values():
    defer(value)
    defer(value[0])
stop = threading.Event()
wrong = []


def read():
    while not stop.is_set():
        for n in range(20):
            value = table[n]
            if value[0] != str(n):
                wrong.append(value)


readers = [threading.Thread(target=read) for _ in range(3)]
for r in readers:
    r.start()
for turn in range(30):
    for n in range(20):
        table[n] = [str(n)]
        defer(table[n])
        defer(table[n][0])
    gc.collect()
stop.set()
for r in readers:
    r.join()
print(wrong)
