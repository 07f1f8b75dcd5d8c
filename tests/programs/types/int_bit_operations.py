"""Bits of integers, negative ones in two's complement of any width."""
for a in (0, 1, -1, 6, -6, 2**40 + 5, -(2**70) + 3):
    for b in (0, 3, -4, 2**65):
        print(a, b, a & b, a | b, a ^ b, ~a)
print([(-5) >> n for n in range(5)], [(-5) << n for n in range(3)], 1 << 100, (1 << 100) >> 99, -1 >> 1000, 5 >> 10**20)
print([bin(n).count("1") == n.bit_count() for n in (0, 7, 255, 2**80 - 1)], [(-n).bit_length() for n in (1, 2, 3, 4, 255, 256)])
def reverse_bits(n, width):
    result = 0
    for _ in range(width):
        result = result << 1 | n & 1
        n >>= 1
    return result
def gray(n):
    return n ^ n >> 1
def power_set(items):
    return [[x for i, x in enumerate(items) if mask >> i & 1] for mask in range(1 << len(items))]
print([reverse_bits(n, 8) for n in (1, 2, 3, 128, 255)], [f"{gray(n):03b}" for n in range(8)], power_set("abc"))
flags = 0
for bit in (1, 4, 16):
    flags |= bit
flags &= ~4
flags ^= 32
print(flags, bin(flags), hex(flags << 60), flags >> 1, True << 4, False | 6)
x = 88172645463325252
for _ in range(5):
    x ^= x << 13 & 0xFFFFFFFFFFFFFFFF
    x ^= x >> 7
    x ^= x << 17 & 0xFFFFFFFFFFFFFFFF
    print(x)
