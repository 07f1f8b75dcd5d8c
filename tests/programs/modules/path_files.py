"""pathlib, shutil, glob and tempfile at work on real files."""

import glob
import os
import shutil
import tempfile
from pathlib import Path

with tempfile.TemporaryDirectory() as folder:
    top = Path(folder)
    a = top / "a"
    (a / "b").mkdir(parents=True)
    a.mkdir(exist_ok=True)
    print((a / "one.txt").write_text("eins\nzwei\n"), (a / "b" / "two.bin").write_bytes(b"\x00\x01"))
    print((a / "one.txt").read_text(), (a / "b" / "two.bin").read_bytes(), (a / "one.txt").exists(), a.is_dir(), a.is_file())
    print(sorted(p.relative_to(top).as_posix() for p in top.rglob("*")), [p.name for p in a.glob("*.txt")])
    print(sorted(p.name for p in a.iterdir()), (a / "one.txt").stat().st_size)
    with (a / "one.txt").open() as f:
        print(f.readline())
    (a / "link").symlink_to("one.txt")
    print((a / "link").is_symlink(), (a / "link").readlink(), (a / "link").resolve() == (a / "one.txt").resolve())
    (a / "one.txt").rename(a / "1.txt")
    print((a / "link").exists(), (a / "1.txt").exists())
    (a / "link").unlink()
    (a / "none").unlink(missing_ok=True)
    for attempt in (lambda: (a / "none").unlink(), lambda: a.rmdir(), lambda: (a / "none").read_text(), lambda: a.mkdir()):
        try:
            attempt()
        except OSError as e:
            print(type(e).__name__, str(e).replace(folder, "F"))
    (a / "t").touch()
    print((a / "t").read_bytes(), oct((a / "t").stat().st_mode)[-2:])
    for root, folders, files in a.walk():
        print(root.relative_to(top), folders, sorted(files))
    shutil.copytree(a, top / "copy")
    print(sorted(os.path.relpath(p, folder) for p in glob.glob(folder + "/**/*", recursive=True)))
    print(sorted(map(os.path.basename, glob.glob(os.path.join(folder, "a", "[0-9].*")))))
    shutil.copy(a / "1.txt", top / "c.txt")
    shutil.move(top / "c.txt", top / "d.txt")
    print((top / "d.txt").read_text() == (a / "1.txt").read_text(), (top / "c.txt").exists())
    shutil.rmtree(top / "copy")
    print((top / "copy").exists(), shutil.disk_usage(folder).total > 0)
    with tempfile.NamedTemporaryFile("w+", dir=folder, suffix=".tmp") as f:
        f.write("temporary")
        f.seek(0)
        print(f.read(), Path(f.name).suffix, os.path.exists(f.name))
        kept = f.name
    print(os.path.exists(kept))
    with tempfile.TemporaryFile() as f:
        print(f.write(b"x"), f.seek(0), f.read())
    with tempfile.SpooledTemporaryFile(max_size=10, mode="w+") as f:
        f.write("spooled over")
        f.seek(0)
        print(f.read())
print(top.exists(), Path("x").expanduser(), Path.cwd() == Path(os.getcwd()))
