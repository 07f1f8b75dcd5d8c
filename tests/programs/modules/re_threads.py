# Threads share patterns, scanners, and the cache of compiled ones.
import re
import threading

shared = re.compile(r"(?P<key>\w+)=(?P<value>\d+)")
texts = [f"a{i}={i} é{i}={i * 2} x" for i in range(20)]
want = [[(m["key"], int(m["value"])) for m in shared.finditer(t)] for t in texts]
problems = []
scanner = re.compile(r"\d+").scanner(" ".join(str(i) for i in range(300)))
ended = re.compile("é|x").finditer("é1x2" * 100)
taken, shares = [], []
barrier = threading.Barrier(6)


def work(n):
    barrier.wait()
    mine = []
    for m in iter(scanner.search, None):
        mine.append(int(m[0]))
    if mine != sorted(mine):
        problems.append("order")
    taken.append(mine)
    shares.append([m.start() for m in ended])
    for k in range(15):
        for i, t in enumerate(texts):
            if [(m["key"], int(m["value"])) for m in shared.finditer(t)] != want[i]:
                problems.append(t)
        # The same few patterns from all threads, and some of its own.
        if re.sub(rf"x{k % 7}", lambda m: m[0] * 2, f"-x{k % 7}-") != f"-x{k % 7}x{k % 7}-" or re.sub(r"(a)(b)", r"\2\1", "abab") != "baba":
            problems.append(k)
        if not re.fullmatch(f"(?i)own{n}{k}", f"OWN{n}{k}"):
            problems.append((n, k))
        if k % 5 == 4:
            re.purge()


threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(problems, sorted(sum(taken, [])) == list(range(300)), sorted(sum(shares, [])) == sorted(list(range(0, 400, 4)) + list(range(2, 400, 4))))
