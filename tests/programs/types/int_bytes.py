"""Integers to bytes and back, in both orders, signed and not."""
for value in (0, 1, 255, 256, 65535, 2**64 - 1):
    for order in ("big", "little"):
        data = value.to_bytes(8, order)
        print(value, order, data.hex(" "), int.from_bytes(data, order) == value)
for value in (-1, -128, 127, -32768):
    data = value.to_bytes(2, "big", signed=True)
    print(value, data, int.from_bytes(data, signed=True), int.from_bytes(data))
print((5).to_bytes(), int.from_bytes([1, 2, 3], "little"), int.from_bytes(bytearray(b"\x01\x00")))
print(bool.from_bytes(b"\x01"), (0).to_bytes(0), int.from_bytes(b""))
for action in (
    lambda: (256).to_bytes(1),
    lambda: (-1).to_bytes(1),
    lambda: (128).to_bytes(1, signed=True),
    lambda: (1).to_bytes(-1),
    lambda: (1).to_bytes(1, "middle"),
    lambda: int.from_bytes("ab"),
    lambda: int.from_bytes([300]),
    lambda: int.from_bytes(b"a", 5),
):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
