import random

random.seed(42)
print([random.random() for _ in range(4)])
print([random.randint(1, 100) for _ in range(10)], random.randrange(0, 1000, 7), random.randrange(5))
print(random.choice("abcdef"), random.choices(range(10), k=6), random.choices("ab", weights=[1, 9], k=8), random.choices("abc", cum_weights=[1, 5, 6], k=5))
deck = list(range(12))
random.shuffle(deck)
print(deck, random.sample(range(1000), 8), random.sample("abcdefgh", 3), random.sample([1, 2], k=4, counts=[3, 3]))
print(random.uniform(1, 10), random.triangular(0, 1, 0.3), random.gauss(0, 1), random.gauss(), random.normalvariate(5, 2))
print(random.expovariate(1.5), random.betavariate(2, 3), random.gammavariate(2, 1), random.gammavariate(0.5, 2), random.lognormvariate(0, 1))
print(random.vonmisesvariate(0, 4), random.paretovariate(3), random.weibullvariate(1, 1.5))
print(random.getrandbits(8), random.getrandbits(64), random.getrandbits(200), random.getrandbits(0), random.randbytes(6))
state = random.getstate()
first = [random.random() for _ in range(3)]
random.setstate(state)
print(first == [random.random() for _ in range(3)])
for seed in (0, 1, -7, 2**70, 3.5, "text", b"bytes", True):
    r = random.Random(seed)
    print(repr(seed), r.random(), r.randint(0, 10**6))
a, b = random.Random(9), random.Random(9)
print([a.random() for _ in range(700)] == [b.random() for _ in range(700)], a.random() == b.random())
print(random.Random(5).binomialvariate(10, 0.3), random.Random(5).binomialvariate(1000, 0.25))
big = random.Random(3)
print(big.randrange(10**30), big.randint(-10**20, 10**20), big.choice(range(10**12)))
for bad in (lambda: random.choice([]), lambda: random.randrange(0), lambda: random.randint(5, 1), lambda: random.sample([1], 2), lambda: random.randrange(1, 10, 0),
            lambda: random.choices([], k=1), lambda: random.getrandbits(-1), lambda: random.choices([1], weights=[1, 2]), lambda: random.sample({1, 2}, 1),
            lambda: random.randrange(1.5), lambda: random.choices("ab", weights=[0, 0]), lambda: random.seed([]), lambda: random.choices("ab", weights=[1, 1], cum_weights=[1, 2])):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
