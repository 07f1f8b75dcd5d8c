import random
from collections import Counter


class Loaded(random.Random):
    def __init__(self, seed, values):
        super().__init__(seed)
        self.values = list(values)

    def random(self):
        return self.values.pop(0) if self.values else super().random()


r = Loaded(1, [0.0, 0.5, 0.999])
print([r.uniform(0, 10) for _ in range(3)], r.random() == random.Random(1).random())
rng = random.Random(2024)
rolls = Counter(rng.randint(1, 6) + rng.randint(1, 6) for _ in range(5000))
print(sorted(rolls.items()))
inside = sum(rng.random() ** 2 + rng.random() ** 2 < 1 for _ in range(20000))
print(4 * inside / 20000)
walk = [0]
for _ in range(50):
    walk.append(walk[-1] + rng.choice([-1, 1]))
print(walk)
items = list("abcdefghij")
rng.shuffle(items)
print("".join(items), "".join(rng.sample(items, len(items))), rng.choices(items, k=5))
values = [rng.gauss(100, 15) for _ in range(2000)]
mean = sum(values) / len(values)
print(round(mean, 6), round((sum((v - mean) ** 2 for v in values) / len(values)) ** 0.5, 6))
reservoir = []
for i in range(1000):
    if len(reservoir) < 5:
        reservoir.append(i)
    elif (j := rng.randrange(i + 1)) < 5:
        reservoir[j] = i
print(reservoir)
s = random.SystemRandom()
print(0 <= s.random() < 1, 1 <= s.randint(1, 6) <= 6, 0 <= s.getrandbits(10) < 1024, len(s.sample(range(10), 3)))
state = rng.getstate()
print(type(state).__name__, len(state), state[0], len(state[1]), state[2])
other = random.Random()
other.setstate(state)
print(other.random() == rng.random(), other.getrandbits(77) == rng.getrandbits(77))
