"""Integers beyond the machine word: the four operations, powers, shifts and bits."""
a = 2**200 + 3
b = -(3**120)
print(a + b, a - b, a * b, sep="\n")
print(a // b, a % b, divmod(b, a), sep="\n")
print(a & b, a | b, a ^ b, ~a, sep="\n")
print(a << 70, a >> 150, b >> 100, sep="\n")
print(pow(a, 77, 10**30), pow(7, -1, 10**9 + 7), pow(3, 200))
print(a / b, a // 10**50 / 3, int(1e30), float(2**80))
print(a.bit_length(), b.bit_length(), a.bit_count(), (2**64 - 1).bit_count())
print((2**63 - 1) + 1, -(2**63) - 1, 2**62 * 2, -(2**62) - (2**62) - 1)
factorial = 1
for n in range(1, 41):
    factorial *= n
print(factorial, len(str(factorial)), sum(map(int, str(factorial))))
x, y = 0, 1
for _ in range(300):
    x, y = y, x + y
print(x)
print(a == a + 0, a > b, a < float("inf"), 2**53 + 1 == float(2**53), hash(2**61 - 1), hash(2**61), hash(-(2**100)))
for action in (lambda: 1 // 0, lambda: 1 % 0, lambda: 1 / 0, lambda: 0**-1, lambda: 1 << -1, lambda: pow(2, 5, 0), lambda: pow(4, -1, 8)):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
