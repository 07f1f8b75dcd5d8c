"""Floats as text, and rounding to even."""
for x in (0.1, 1.0, -0.0, 1e16, 1e15, 123456789.125, 1e-5, 0.0001, 5e-324, 1.7976931348623157e308, 2.5, 1 / 3, 1e22, 1e23):
    print(repr(x), str(x), f"{x:.3f}", f"{x:.2e}", f"{x:g}", f"{x:.10g}", f"{x!r:>25}")
for x in (float("inf"), float("-inf"), float("nan")):
    print(x, f"{x:f}", f"{x:10.1E}|{x:<6}|{x:+}", x == x, hash(x) if x == x else "nan")
for x in (0.5, 1.5, 2.5, -0.5, 2.675, 1234.5678, 1e300):
    print(round(x), round(x, 1), round(x, 2), round(x, -2), end=" | ")
print()
print(f"{1234567.891:,.2f} {1234567.891:_.1f} {0.256:.1%} {-0.0001:z.2f} {3.0:#.0f} {42.0:010.3f} {1e10:n}")
print(3.0.is_integer(), 3.5.is_integer(), (0.75).as_integer_ratio(), (-2.5).hex(), float.fromhex("0x1.8p+1"), float.from_number(7))
print(7.5 // 2, -7.5 // 2, 7.5 % 2, -7.5 % 2, divmod(-7.5, 2), 2.0**0.5, 2**-2, (-8.0) ** 2)
print(int(1e20), float("1_000.5"), float("  -3e2 "), float("Infinity"), float(b"2.5"))
for text in ("", "1__0", "abc", "1e", "0x10", "--1"):
    try:
        float(text)
    except ValueError as error:
        print(error)
for action in (lambda: 1.0 / 0, lambda: 1.0 % 0, lambda: 1.0 // 0, lambda: 0.0**-1, lambda: int(float("nan")), lambda: 10.0**400, lambda: round(float("inf"))):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
