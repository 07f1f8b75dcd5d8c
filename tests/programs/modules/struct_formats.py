# The module _struct: formats, byte orders, ranges, buffers, errors.
import _struct as struct

for code in "cbB?hHiIlLqQefdsp":
    for order in "<>=!":
        size = struct.calcsize(order + code)
        print(order + code, size, struct.unpack(order + code, bytes(range(1, 1 + size))), end=" ")
    print()
print(struct.pack("<bhiq", -1, -2, -3, -4), struct.pack(">BHIQ", 1, 2, 3, 4), struct.pack("<4s5p?", b"abcdef", b"xyz", 7), struct.pack(">2h x", 1, 2))
print(struct.calcsize("bi"), struct.calcsize("<bi"), struct.calcsize("bq0i"), struct.calcsize("b0q"), struct.calcsize("3sx2H"), struct.calcsize(b" i\n i"))
print(struct.unpack("<3s0s2p", b"abc\x01z"), struct.pack("<e", 1 / 3), struct.unpack("<e", b"\x01\x00"), struct.pack("<f", 1e38), struct.pack(">d", -0.0))
print(struct.pack("<F", 1 + 2j), struct.unpack("<D", struct.pack("<D", 3 - 4j)))
buffer = bytearray(8)
struct.pack_into("<h", buffer, 0, 1)
struct.pack_into("<h", memoryview(buffer)[4:], -2, -1)
print(buffer, struct.unpack_from("<h", buffer, 6), struct.unpack_from("<i", buffer, offset=-4), list(struct.iter_unpack("<hh", buffer)))
s = struct.Struct("<ih")
print(s.size, s.format, s, s.pack(1, 2), s.unpack(b"abcdef"), s.unpack_from(b"abcdefgh", 1), list(s.iter_unpack(bytes(12))))
it = struct.iter_unpack("<h", b"abcdef")
print(next(it), it.__length_hint__(), list(it), list(it))


class Seven:
    def __index__(self):
        return 7

    def __float__(self):
        return 1.5


print(struct.pack("<bd", Seven(), Seven()))
for f in [
    lambda: struct.pack("b", 128), lambda: struct.pack("B", -1), lambda: struct.pack("<i", 2**31), lambda: struct.pack("Q", -1), lambda: struct.pack("q", 2**63),
    lambda: struct.pack("i", 1.5), lambda: struct.pack("i", "x"), lambda: struct.pack("d", "x"), lambda: struct.pack("f", 1e39), lambda: struct.pack("e", 1e6),
    lambda: struct.pack("d", 10**400), lambda: struct.pack("c", b"ab"), lambda: struct.pack("s", "a"), lambda: struct.pack("i"), lambda: struct.pack("i", 1, 2),
    lambda: struct.calcsize("Z"), lambda: struct.calcsize("3"), lambda: struct.calcsize("<n"), lambda: struct.calcsize("99999999999999999999i"),
    lambda: struct.calcsize("é"), lambda: struct.calcsize(5), lambda: struct.unpack("i", b"abc"), lambda: struct.unpack("i", "abcd"),
    lambda: struct.unpack_from("i", b"abcd", 1), lambda: struct.unpack_from("i", b"abcd", -3), lambda: struct.unpack_from("i", b"abcd", -9),
    lambda: struct.pack_into("i", buffer, 6, 1), lambda: struct.pack_into("i", buffer, -3, 1), lambda: struct.pack_into("i", b"abcd", 0, 1),
    lambda: struct.pack_into("i", buffer), lambda: struct.iter_unpack("h", b"abc"), lambda: struct.iter_unpack("", b""), lambda: struct.Struct(),
]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(struct.error.__mro__)
