"""Threads that look up, register and use codecs at the same time."""

import _codecs
import threading

N = 4
barrier = threading.Barrier(N)
calls = []
results = [[] for _ in range(N)]


def make(name, shift):
    def encode(text, errors="strict"):
        return bytes((ord(c) + shift) % 256 for c in text), len(text)

    def decode(raw, errors="strict"):
        return "".join(chr((b - shift) % 256) for b in raw), len(raw)

    def search(asked):
        if asked == name:
            calls.append(name)
            return encode, decode, None, None

    return search


def handler(e):
    return "<%s>" % "".join(format(ord(c), "x") for c in e.object[e.start : e.end]), e.end


def work(i):
    barrier.wait()
    _codecs.register(make("shift_%d" % i, i))
    _codecs.register_error("handler_%d" % i, handler)
    barrier.wait()
    out = results[i]
    for k in range(N):
        raw = "spam".encode("shift_%d" % k)
        out.append((raw, raw.decode("SHIFT_%d" % k)))
        out.append("a€b".encode("ascii", "handler_%d" % k))
    for k in range(50):
        text = "é" * k + "€" * (k % 3)
        out.append(text.encode("utf-16").decode("utf-16") == text)
        out.append(bytearray(text, "utf-8").decode("utf-8") == text)


threads = [threading.Thread(target=work, args=(i,)) for i in range(N)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(results[0][: 2 * N])
print(all(r == results[0] for r in results), sorted(set(calls)), all(_codecs.lookup("shift_0") is _codecs.lookup("Shift_0") for _ in range(3)))
