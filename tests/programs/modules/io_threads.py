"""Files that several threads use at once lose and mix nothing."""

import io
import os
import sys
import tempfile
import threading
from contextlib import redirect_stdout

COUNT, THREADS = 200, 4


def run(work):
    threads = [threading.Thread(target=work, args=(k,)) for k in range(THREADS)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


def lines_of(k):
    return [f"{k}:{i}:" + "x" * (i % 30) for i in range(COUNT)]


def check(what, text):
    lines = text.splitlines()
    each = all([line for line in lines if line.startswith(f"{k}:")] == lines_of(k) for k in range(THREADS))
    print(what, len(lines), each)


folder = tempfile.mkdtemp()
name = os.path.join(folder, "shared")
with open(name, "w") as f:
    run(lambda k: [f.write(line + "\n") for line in lines_of(k)])
check("text file", open(name).read())
with open(name, "w", encoding="latin-1", newline="\r\n") as f:
    run(lambda k: [print(line, file=f) for line in lines_of(k)])
check("printed", open(name).read())
with open(name, "wb") as f:
    run(lambda k: [f.write(line.encode() + b"\n") for line in lines_of(k)])
check("binary file", open(name).read())
with open(name, "wb", buffering=0) as f:
    run(lambda k: [f.write(line.encode() + b"\n") for line in lines_of(k)])
check("raw file", open(name).read())

memory = io.BytesIO()
run(lambda k: [memory.write(line.encode() + b"\n") for line in lines_of(k)])
check("BytesIO", memory.getvalue().decode())
memory = io.StringIO()
run(lambda k: [memory.write(line + "\n") for line in lines_of(k)])
check("StringIO", memory.getvalue())
memory = io.StringIO()
with redirect_stdout(memory):
    run(lambda k: [print(k, i, sep=":", end=":" + "x" * (i % 30) + "\n") for i in range(COUNT)])
check("redirected", memory.getvalue())

# Readers share the lines; each line goes to one of them.
for mode in "r", "rb":
    with open(name, mode) as f:
        found = [[] for _ in range(THREADS)]
        run(lambda k: found[k].extend(iter(f.readline, "" if mode == "r" else b"")))
    print(mode, sum(map(len, found)), sorted(sum(found, [])) == sorted(open(name, mode)))

# A file is closed once, however many close it.
for _ in range(20):
    f = open(name, "rb")
    run(lambda k: f.close())
    assert f.closed
run(lambda k: [os.stat(name).st_size for _ in range(50)] and [os.listdir(folder) for _ in range(20)])
os.remove(name)
os.rmdir(folder)
print("done")
