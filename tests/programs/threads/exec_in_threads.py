"""Threads compile and run code, each in a namespace of its own and all in one."""

import threading

N = 4
shared = {"total": 0, "seen": [], "lock": threading.Lock()}
code = compile("with lock:\n    total += n\n    seen.append(n)\n", "<shared>", "exec")
results = {}


def work(k):
    own = {"k": k}
    exec("def f(x):\n    return x * k\nvalues = [f(i) for i in range(50)]", own)
    for i in range(50):
        assert eval("f(i)", own, {"i": i}) == own["values"][i]
        exec(f"class C{i}:\n    v = {i}\n    def get(self):\n        return self.v + k", own)
        # The names of this thread come before those that all share.
        exec(code, shared, Locals(i))
    results[k] = sum(own[f"C{i}"]().get() for i in range(50))


class Locals:
    """A mapping that gives `n` and stores what is not its own in the shared globals."""

    def __init__(self, n):
        self.n = n

    def __getitem__(self, name):
        if name == "n":
            return self.n
        return shared[name]

    def __setitem__(self, name, value):
        shared[name] = value


threads = [threading.Thread(target=work, args=(k,)) for k in range(N)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(shared["total"], len(shared["seen"]), sorted(results.items()))
