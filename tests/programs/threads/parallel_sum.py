"""Work divided among threads by ranges, results in slots of their own."""
import threading


def parallel(function, items, workers):
    results = [None] * len(items)

    def work(first):
        for i in range(first, len(items), workers):
            results[i] = function(items[i])

    threads = [threading.Thread(target=work, args=(n,)) for n in range(workers)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return results


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, int(n**0.5) + 1))


numbers = list(range(1500))
print(sum(parallel(is_prime, numbers, 4)))
print(parallel(is_prime, numbers, 3) == [is_prime(n) for n in numbers])
print(parallel(lambda s: s[::-1].upper(), ["ab", "cde", "", "f"], 4))
print(sum(parallel(lambda x: x / 7, numbers, 2)))
print(parallel(lambda n: 3**n, [100, 200, 300], 3)[2] % 10**9)
