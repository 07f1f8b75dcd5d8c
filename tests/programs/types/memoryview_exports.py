# A bytearray that has views keeps its size.
data = bytearray(b"abc")
view = memoryview(data)
for name, f in [
    ("append", lambda: data.append(1)), ("extend", lambda: data.extend(b"x")), ("extend by nothing", lambda: data.extend(b"")),
    ("insert", lambda: data.insert(0, 1)), ("pop", lambda: data.pop()), ("remove", lambda: data.remove(97)), ("clear", lambda: data.clear()),
    ("delete", lambda: data.__delitem__(0)), ("longer slice", lambda: data.__setitem__(slice(0, 1), b"xy")),
    ("slice", lambda: data.__setitem__(slice(0, 2), b"xy")), ("delete slice", lambda: data.__delitem__(slice(0, 3, 2))),
    ("+=", lambda: data.__iadd__(b"x")), ("*=", lambda: data.__imul__(2)), ("resize", lambda: data.resize(9)), ("init", lambda: data.__init__(b"q")),
    ("reverse", lambda: data.reverse()), ("item", lambda: data.__setitem__(0, 122)), ("take_bytes", lambda: data.take_bytes(1)),
]:
    try:
        print(name, f())
    except BufferError as e:
        print(name, "BufferError", e)
print(data, view.tobytes())
second = view[1:]
view.release()
try:
    data.append(1)
except BufferError as e:
    print("a part still looks:", e)
del second
data.append(33)
print(data)
with memoryview(data) as view:
    pass
data.clear()
print(data)
# A view of a view that has gone.
data = bytearray(4)
view = memoryview(data)
view[0] = 7
inner = view.cast("H")
view.release()
print(inner.tolist())
inner.release()
data += b"more"
print(data)
