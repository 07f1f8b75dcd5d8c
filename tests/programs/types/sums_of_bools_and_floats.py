# Sums are compensated from the first float on, whatever came before it.
BIG = 9007199254740993.0
for items in ([False, BIG, 7, 9999], [True, 1, BIG, 7, 9999], [BIG, 7, 1.0, 1.0], [True, False, True], [2**62, True, 2**62], [0.1] * 10, [True] + [0.1] * 10):
    print(sum(items), sum(items, 0.0), sum(items, True))
