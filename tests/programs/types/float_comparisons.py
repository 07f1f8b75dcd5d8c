"""Floats against integers of any size, and their hashes."""
big = 2**53
print(big + 1 == float(big), big + 1 > float(big), float(big) < big + 1, 1e300 > 10**299, 10**400 > 1e308)
print(float("inf") > 10**1000, float("-inf") < -(10**1000), float("nan") < 1, 1 == 1.0 == True, 0.0 == -0.0)
print(hash(1.0) == hash(1), hash(2.0**70) == hash(2**70), hash(0.5), hash(-1.0), hash(float("inf")))
print({1: "int", 1.0: "float", True: "bool"}, {0.0, -0.0, 0}, len({float("nan"), float("nan")}))
values = [3, 2.5, -1, 10**20, 1e19, -1e19, 0.0, True]
print(sorted(values), max(values), min(values), sum(values))
nan = float("nan")
print([nan] == [nan], nan in [nan], [nan].index(nan), nan == nan, max(1, nan), max(nan, 1))
print(sum([0.1] * 10), sum([1e16, 1.0, -1e16]), sum([0.1, 0.2, 0.3]), 0.1 + 0.2)
print(1 < 2.5 < 3, 1 <= 1.0, 3 != 3.0, abs(-2.5), -(-0.0), +True, pow(2, 0.5) == 2**0.5)
