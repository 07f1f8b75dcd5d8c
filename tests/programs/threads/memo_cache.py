"""A memo table used and filled by several threads without a lock: at worst work is done twice."""
import threading

memo = {}
calls = []


def collatz(n):
    if n == 1:
        return 0
    found = memo.get(n)
    if found is None:
        calls.append(n)
        found = memo[n] = 1 + collatz(n // 2 if n % 2 == 0 else 3 * n + 1)
    return found


results = [None] * 4


def work(k):
    results[k] = [collatz(n) for n in range(1, 400)]


threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(results[0] == results[1] == results[2] == results[3])
print(max(results[0]), results[0][26], set(calls) == set(memo))
