# memoryview: reading, writing, slices, casts, comparison, release.
data = bytearray(b"abcdefgh")
m = memoryview(data)
print(m[0], m[-1], len(m), m.nbytes, m.format, m.itemsize, m.ndim, m.shape, m.strides, m.readonly, m.contiguous, m.obj is data)
print(m[2:5].tobytes(), m[::-2].tobytes(), m[::2].tolist(), m.hex("-", 2), bytes(m), list(m[:3]), 100 in m, m.index(99), m.count(97))
m[0] = 65
m[1:3] = b"BC"
m[3:7:2] = b"DF"
m[0:4] = m[4:8]
print(data)
part = m[2:6]
part[0] = 33
print(data, part[1:3].tobytes(), m == data, m == b"x", m != data, m == memoryview(bytes(data)))
numbers = memoryview(bytearray(16)).cast("i")
numbers[0], numbers[3] = -1, 2**31 - 1
print(numbers.tolist(), numbers.cast("B")[:4].tobytes(), numbers.cast("B").cast("d").shape, numbers[::-1].tolist(), numbers[1:].nbytes)
grid = memoryview(bytearray(range(12))).cast("B", [3, 4])
print(grid.shape, grid.strides, grid[1, 2], grid[-1, -1], grid.tolist(), grid[1:].tolist(), len(grid), grid.tobytes("F"))
grid[0, 0] = 255
print(grid.cast("B")[0], memoryview(b"a").cast("B", ()).tolist())
text = memoryview(b"abc")
print(text.readonly, hash(text) == hash(b"abc"), m.toreadonly().readonly, {text: 1}[b"abc"], text[1:] == b"bc")
for f in [
    lambda: text.__setitem__(0, 1), lambda: m.__delitem__(0), lambda: m.__setitem__(0, 256), lambda: m.__setitem__(0, "a"), lambda: m[99],
    lambda: m["a"], lambda: m.__setitem__(slice(0, 2), b"abc"), lambda: hash(m), lambda: memoryview("a"), lambda: memoryview(5), lambda: m.cast("<i"),
    lambda: m[1:].cast("i"), lambda: m[::2].cast("b"), lambda: numbers.cast("h"), lambda: m.cast("B", [3, 3]), lambda: m.cast("B", [-1]),
    lambda: grid[0], lambda: grid[5, 0], lambda: grid[0, 0, 0], lambda: numbers.__setitem__(0, 2**31), lambda: m < m, lambda: m.index(1),
    lambda: m.tobytes("X"), lambda: grid.__setitem__(slice(0, 1), b""),
]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
with memoryview(data) as w:
    print(w[0])
for f in [lambda: w[0], lambda: len(w), lambda: w.format, lambda: w.tobytes(), lambda: w.__enter__(), lambda: bytes(w)]:
    try:
        print(f())
    except ValueError as e:
        print(e)
print(w == w, w == data, repr(w)[:16], w.release())
# What takes bytes takes views.
v = memoryview(b"-12.5-")[1:5]
print(int(v[:2]), float(v), b"".join([v, v]), bytes(v) + v, v in b"x-12.5", b"1" in v.obj, str(v, "ascii"), bytearray(v), b"12" == v[1:3], b"%b" % v)
# Arguments are looked at before the view is.
flat, square, gone = memoryview(b"abcd"), memoryview(b"abcd").cast("B", [2, 2]), memoryview(b"ab")
gone.release()
for view in (flat, square, gone):
    for call in (
        lambda: view.index(98), lambda: view.index(98, 1, {}), lambda: view.index(98, "x"), lambda: view.index(98, -3, 10**30), lambda: view.index(98, 2), lambda: view.tobytes({}), lambda: view.tobytes("x"),
        lambda: view.tobytes(None), lambda: view.tobytes("F"), lambda: view.hex(), lambda: view.count(98),
    ):  # fmt: skip
        try:
            print(call(), end=" | ")
        except Exception as error:
            print(type(error).__name__, error, end=" | ")
    print()
