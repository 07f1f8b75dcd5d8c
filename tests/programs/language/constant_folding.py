# What a compiler may fold must still mean the same.
print(1 + 2 * 3 - 4 // 3 % 5, 2**10, -2**2, (-2) ** 2, 2**-1, 7 // -2, -7 // 2, -7 % 3, 7 % -3, 1 << 70, -1 >> 5, ~5)
print(10**30, 2**100 // 3**20, 0xFF & 0o17 | 0b1000 ^ 3, 1_000_000, 1e3, .5, 5., 1_0.0_1e-1_0)
print("a" * 5, "ab" + "cd", "abc"[1], "x" "y", ("a",) * 3, (1, 2) + (3,), [1] * 3, b"a" b"b" * 2)
print(True + True, not 0, not "", -True, 1 == 1.0, 0.1 + 0.2, -0.0, 0.0 == -0.0, 1 / 3)
for f in (lambda: 1 / 0, lambda: 1 % 0, lambda: 1.0 // 0, lambda: "a" + 1, lambda: 1 << -1, lambda: 0**-1, lambda: "abc"[5], lambda: (1, 2)[3], lambda: -"a",
          lambda: 2.0**10000, lambda: ~1.5, lambda: 1 @ 2, lambda: None + 1):
    try:
        print(f())
    except (ArithmeticError, TypeError, ValueError, IndexError) as error:
        print(type(error).__name__, error)
print(-9223372036854775808, 9223372036854775807 + 1, -(2**62), 2**62 - 1, 4611686018427387904 * 2, 0x7FFFFFFFFFFFFFFF)
print(1.7976931348623157e308 * 10, -1e400, 5e-324 / 2, 1e16, 1e22, 123456789.123456789, 1e-5, 0.0001)
x = 0
if 0:
    x = yield_never = 1
while 0:
    x = 2
if not 1:
    x = 3
elif "constant":
    x += 10
print(x, 5 if 0 else 6, (1, 2, 3)[1], (0, "") or "x", "" and 1, () or [] or {} or 0)
assert (1, 2) == (1, 2.0)
print((1, 2, (3, "x")) == (1, 2, (3, "x")), {1: "a", 1.0: "b", True: "c"}, {0, False, 0.0}, [1, True, 1.0])
print(type(1 + 1.0), type(True + True), type(2**-1), type(4 / 2), type(4 // 2.0), 5 // 0.3, 5 % 0.3, divmod(-7, 2))


def unreachable():
    return 1
    x = 5
    raise ValueError


def generator_by_unreachable():
    if False:
        yield
    return 5


print(unreachable(), list(generator_by_unreachable()))


def local_by_unreachable():
    if False:
        y = 1
    try:
        y
    except UnboundLocalError as error:
        return str(error)


print(local_by_unreachable())
print("\x41\u0042\U00000043\N{LATIN SMALL LETTER D}\101\n\t\\\'\"".encode(), r"\n", b"\x00\xff", "a\
b", "tab\there", '''it's "quoted"''')
print(len("é"), len("😀"), "😀"[0], "\0x".encode())
print(1 .real, 1.0.real, 5 .__add__(3), (5).bit_length(), 1..is_integer(), ... is Ellipsis, NotImplemented)
