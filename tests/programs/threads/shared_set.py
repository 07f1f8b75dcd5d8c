"""A shared set: additions and removals of many threads, membership, and set algebra on snapshots."""
import threading

numbers = set()
barrier = threading.Barrier(4)


def work(number):
    barrier.wait()
    for i in range(number, 800, 4):
        numbers.add(i)
    barrier.wait()
    for i in range(number, 800, 4):
        if i % 3 == 0:
            numbers.discard(i)
        assert (i in numbers) == (i % 3 != 0)
    barrier.wait()
    copy = set(numbers)
    assert copy | numbers == numbers


threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(numbers), sorted(numbers)[:8], sum(numbers))
print(len({tuple(range(n % 5)) for n in numbers}))
