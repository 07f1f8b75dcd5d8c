"""Files: modes, lines, positions, binary and text, errors."""
import os
import io

name = f"files_{os.getpid()}.tmp"
try:
    with open(name, "w") as f:
        print(f.write("first\nsecond\n"), f.writable(), f.readable(), f.mode, f.closed)
        f.writelines(["third\n", "fünf"])
    print(f.closed)
    with open(name) as f:
        print([line for line in f])
    with open(name, encoding="utf-8") as f:
        print(repr(f.read(3)), repr(f.readline()), f.readlines())
    with open(name, "a") as f:
        f.write("\r\nlast\r\n")
    with open(name) as f:
        print(repr(f.read()))
    with open(name, newline="") as f:
        print(f.readlines()[-2:])
    with open(name, "rb") as f:
        print(f.read(5), f.tell(), f.readline(), f.seek(-6, 2), f.read(), f.read())
    with open(name, "r+b") as f:
        f.seek(6)
        f.write(b"SECOND")
        f.seek(0)
        print(f.readline(), f.readline())
        print(f.truncate(13), f.seek(0, 2))
    with open(name, "rb") as f:
        print(f.readlines())
    try:
        open(name, "x")
    except FileExistsError as e:
        print(type(e).__name__, e.errno, e.filename == name)
    try:
        f.read()
    except ValueError as e:
        print(e)
    with open(name, "wb") as f:
        try:
            f.write("text")
        except TypeError as e:
            print(e)
        f.write(bytes(range(256)) * 3)
    with open(name, "rb") as f:
        print(sum(f.read()))
    try:
        with open(name, "r") as f:
            f.read()
    except UnicodeDecodeError as e:
        print(e.encoding, e.start)
    with open(name, "r") as f:
        try:
            f.write("x")
        except io.UnsupportedOperation as e:
            print(e)
finally:
    os.remove(name)
try:
    os.remove(name)
except FileNotFoundError as e:
    print(e.errno, e.filename == name)
for arguments in [("missing-file",), (".",), (name, "q"), (name, "rw"), (name, "rbt"), (name, "b"), (3.5,)]:
    try:
        open(*arguments)
    except (OSError, ValueError, TypeError) as e:
        print(type(e).__name__, e.args[-1])
buffer = io.StringIO()
print("in", "memory", file=buffer, end="!\n")
buffer.seek(0)
print(buffer.getvalue(), buffer.readline(), repr(buffer.read()), buffer.tell())
