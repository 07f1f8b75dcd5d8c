"""bytearray: growing, shrinking and overwriting in place."""
a = bytearray(b"hello")
a.append(33)
a.extend(b" w")
a.extend([111, 114])
a += b"ld"
print(a, len(a), a[0], a[-1])
a[0] = 72
a[1:3] = b"EEE"
print(a)
a[::2] = bytes(len(a[::2]))
print(a)
del a[0]
del a[1:3]
del a[::3]
print(a)
b = bytearray(range(10))
print(b.pop(), b.pop(0), b.pop(-2), b)
b.insert(0, 255)
b.insert(100, 254)
b.insert(-1, 253)
b.remove(5)
b.reverse()
print(b, b.copy() == b, b.copy() is b, 255 in b, b.index(255), b.count(1))
b *= 2
print(b, b[2:5] * 2, b + b"x", type(b"x" + b), type(b + b"x"))
b.clear()
print(b, bool(b), bytearray(3), bytearray("é", "utf-8"), bytearray(b"x").upper(), bytearray(b"a,b").split(b","))
c = bytearray(b"header:body")
print(c.take_bytes(7), c, c.take_bytes(), c)
c.resize(3)
print(c, bytes(c), bytearray(b"abc") == b"abc", bytearray(b"b") > b"a", repr(bytearray(b"'")))
for action in (lambda: b.pop(), lambda: b.append(256), lambda: b.append("a"), lambda: b.remove(1), lambda: b.extend("ab"), lambda: b.extend(5), lambda: b.__setitem__(0, 1), lambda: b.insert(0, -1), lambda: hash(b), lambda: c.__setitem__(slice(0, 3, 2), b"x"), lambda: c.__setitem__(0, "a"), lambda: c.pop(10), lambda: c.take_bytes(9), lambda: b.__iadd__("x")):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
