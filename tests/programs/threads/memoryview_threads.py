# Threads that share views of a bytearray, write through them, release them and try to change its size.
import threading

data = bytearray(64)
shared = memoryview(data)
start = threading.Barrier(6)
refused = []


def write(k):
    start.wait()
    mine = shared[k * 8 : k * 8 + 8].cast("Q")
    for i in range(200):
        mine[0] = (i << 32 | i) & (2**64 - 1)
        x = mine[0]
        assert x >> 32 == x & 0xFFFFFFFF, x
    mine.release()


def resize():
    start.wait()
    n = 0
    for _ in range(100):
        try:
            data.append(1)
        except BufferError:
            n += 1
    refused.append(n)


def look():
    start.wait()
    for _ in range(100):
        with memoryview(data) as m:
            assert len(m) == 64
            assert len(m.tobytes()) == 64
            assert len(m[::-1].tobytes()) == 64


threads = [threading.Thread(target=write, args=(k,)) for k in range(4)]
threads += [threading.Thread(target=resize), threading.Thread(target=look)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(refused, len(data), shared[:8].cast("Q")[0] == 199 << 32 | 199)

# One view that several threads release, while others use it.
for _ in range(30):
    data = bytearray(b"x" * 100)
    view = memoryview(data)
    meet = threading.Barrier(3)

    def use():
        meet.wait()
        try:
            for i in range(100):
                assert view[i] == 120
        except ValueError as e:
            assert "released" in str(e), e

    def end():
        meet.wait()
        view.release()

    group = [threading.Thread(target=f) for f in (use, end, end)]
    for t in group:
        t.start()
    for t in group:
        t.join()
    data.append(1)
    assert len(data) == 101
print("released once")
