# zlib: round trips, streams in parts, formats, sums, errors.
import gzip
import io
import tarfile
import threading
import zlib

data = b"".join(b"line %d of the text\n" % i for i in range(2000))
for level in (-1, 0, 1, 6, 9):
    c = zlib.compress(data, level)
    print(level, zlib.decompress(c) == data, len(c) < len(data) or level == 0)
for wbits in (15, 9, -15, 31):
    c = zlib.compressobj(wbits=wbits)
    packed = c.compress(data[:100]) + c.compress(memoryview(data)[100:]) + c.flush()
    print(wbits, zlib.decompress(packed, wbits=wbits if wbits != 9 else 15) == data)
    d = zlib.decompressobj(wbits if wbits != 9 else 15)
    out = b""
    for i in range(0, len(packed), 7):
        out += d.decompress(packed[i : i + 7])
    out += d.flush()
    print(out == data, d.eof, d.unused_data, d.unconsumed_tail)
print(zlib.decompress(zlib.compress(b"either"), 47), zlib.decompress(zlib.compress(b"either", wbits=31), 47), zlib.decompress(zlib.compress(b"")))
d = zlib.decompressobj()
packed = zlib.compress(data) + b"after"
first = d.decompress(packed, 1000)
print(len(first), d.eof, len(d.unconsumed_tail) > 0)
rest = first
while d.unconsumed_tail:
    rest += d.decompress(d.unconsumed_tail, 5000)
rest += d.flush()
print(rest == data, d.eof, d.unused_data)
c = zlib.compressobj()
part = c.compress(b"flushed ") + c.flush(zlib.Z_SYNC_FLUSH)
d = zlib.decompressobj()
print(d.decompress(part), d.decompress(c.compress(b"later") + c.flush()), d.eof)
print(zlib.crc32(b"hello"), zlib.crc32(b"lo", zlib.crc32(b"hel")), zlib.adler32(b"hello"), zlib.adler32(b"lo", zlib.adler32(b"hel")), zlib.adler32(data * 50))
print(zlib.crc32(b""), zlib.adler32(b""), zlib.crc32(b"a", 7), zlib.MAX_WBITS, zlib.Z_BEST_SPEED, zlib.DEFLATED)
good = bytearray(zlib.compress(data))
bad = good[:]
bad[-1] ^= 1
for f in [lambda: zlib.decompress(b"not compressed"), lambda: zlib.decompress(good[:-5]), lambda: zlib.decompress(b""), lambda: zlib.compress("text"),
          lambda: zlib.compressobj(10), lambda: zlib.decompressobj(100), lambda: zlib.compress(b"", 10), lambda: zlib.decompressobj().decompress(b"", -1)]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
try:
    zlib.decompress(bad)
except zlib.error as e:
    print("bad sum")
print(zlib.error.__mro__)

# The rest of a stream that has taken all of its input.
d = zlib.decompressobj()
print(d.decompress(zlib.compress(b"a" * 1000), 10), len(d.flush()), d.eof)
d = zlib.decompressobj()
out, rest = b"", zlib.compress(bytes(range(256)) * 4000)
while rest:
    out += d.decompress(rest, 1000)
    rest = d.unconsumed_tail
print(len(out + d.flush()), d.eof)

# gzip's files.
file = io.BytesIO()
with gzip.open(file, "wb") as f:
    f.write(b"hello\n" * 10000)
for mode in "rb", "rt":
    file.seek(0)
    with gzip.open(file, mode) as f:
        print(repr(f.readline()), len(f.readlines()))
print(gzip.decompress(gzip.compress(b"x" * 100000)) == b"x" * 100000)
file = io.BytesIO()
with tarfile.open(fileobj=file, mode="w:gz") as archive:
    member = tarfile.TarInfo("a")
    member.size = 3
    archive.addfile(member, io.BytesIO(b"abc"))
file.seek(0)
print(tarfile.open(fileobj=file, mode="r:gz").extractfile("a").read())

# A decompressor that keeps its input.
packed = gzip.compress(b"abc" * 5000) + b"zz"
for most in 1, 7, 100, 100000, -1:
    d = zlib._ZlibDecompressor(wbits=31)
    out, at = b"", 0
    while not d.eof:
        part = b""
        if d.needs_input:
            part = packed[at:at + 50]
            at += 50
        out += d.decompress(part, most)
    print(out == b"abc" * 5000, d.needs_input, d.unused_data)
try:
    d.decompress(b"")
except EOFError as e:
    print(e)
for options in {"memLevel": 99}, {"memLevel": 0}, {"strategy": 9}, {"wbits": 3}:
    try:
        zlib.compressobj(**options)
    except ValueError as e:
        print(e)

# One compressor of several threads: the sums and the size fit what was written.
for _ in range(5):
    compressor = zlib.compressobj(wbits=31)
    parts = [[] for _ in range(4)]

    def write(i):
        for _ in range(50):
            parts[i].append(compressor.compress(b"%d" % i * 1000))

    threads = [threading.Thread(target=write, args=(i,)) for i in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    end = compressor.flush()
    print(int.from_bytes(end[-4:], "little"))
