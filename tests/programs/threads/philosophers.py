"""Dining philosophers that pick up the lower fork first."""
import threading

forks = [threading.Lock() for _ in range(5)]
meals = [0] * 5


def dine(i):
    low, high = sorted((i, (i + 1) % 5))
    for _ in range(60):
        with forks[low]:
            with forks[high]:
                meals[i] += 1


threads = [threading.Thread(target=dine, args=(i,)) for i in range(5)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(meals, [f.locked() for f in forks])
