"""Bytes go from one file to another without passing through the program."""
import os, tempfile, shutil
with tempfile.TemporaryDirectory() as d:
    a, b = d + "/a", d + "/b"
    open(a, "wb").write(bytes(range(256)) * 100)
    with open(a, "rb") as f, open(b, "wb") as g:
        print(os.sendfile(g.fileno(), f.fileno(), 0, 10), os.sendfile(g.fileno(), f.fileno(), 5, 7), f.tell())
        print(os.sendfile(g.fileno(), f.fileno(), None, 300), f.tell(), os.sendfile(g.fileno(), f.fileno(), offset=25600, count=5))
        for bad in (-1, f.fileno(), 0, 1), (g.fileno(), f.fileno(), 0, -1), (1, 2, "x", 3), (1, 2, 3):
            try: print(os.sendfile(*bad))
            except (OSError, TypeError, ValueError) as e: print(type(e).__name__, getattr(e, "errno", None))
    print(open(b, "rb").read() == bytes(range(10)) + bytes(range(5, 12)) + (bytes(range(256)) * 2)[:300])
    shutil.copyfile(a, b)
    print(open(a, "rb").read() == open(b, "rb").read())
