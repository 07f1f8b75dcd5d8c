"""Files and folders by the calls of `os`."""

import os
import stat
import tempfile

folder = tempfile.mkdtemp()
at = lambda *parts: os.path.join(folder, *parts)
os.makedirs(at("a", "b", "c"))
os.makedirs(at("a", "b"), exist_ok=True)
for name, text in ("a/one.txt", "1"), ("a/b/two.txt", "22"), ("top", "333"):
    with open(at(name), "w") as f:
        f.write(text)
os.symlink("top", at("link"))
os.link(at("top"), at("hard"))
print(sorted(os.listdir(folder)), sorted(os.listdir(folder.encode())))
print(os.readlink(at("link")), os.path.islink(at("link")), os.lstat(at("link")).st_size, os.stat(at("link")).st_size)
s = os.stat(at("top"))
print(s.st_size, s.st_nlink, stat.S_ISREG(s.st_mode), s[6] == s.st_size, len(s), type(s).__name__, s.st_mtime_ns // 10**9 == int(s.st_mtime) == s[8])
print(os.path.samefile(at("top"), at("hard")), s.st_ino == os.stat(at("hard")).st_ino)
os.chmod(at("top"), 0o640)
print(stat.filemode(os.stat(at("top")).st_mode), os.access(at("top"), os.R_OK), os.access(at("none"), os.F_OK))
os.utime(at("top"), (1000, 2000.5))
s = os.stat(at("top"))
print(s.st_atime, s.st_mtime, s.st_mtime_ns)
os.utime(at("top"), ns=(5, 7))
print(os.stat(at("top")).st_atime_ns, os.stat(at("top")).st_mtime_ns)
os.rename(at("top"), at("bottom"))
os.replace(at("bottom"), at("hard"))
print(sorted(os.listdir(folder)))
os.truncate(at("hard"), 1)
print(os.path.getsize(at("hard")), open(at("hard")).read())
fd = os.open(folder, os.O_RDONLY)
print(os.stat("hard", dir_fd=fd).st_size, sorted(os.listdir(fd)))
os.mkdir("sub", dir_fd=fd)
os.rmdir("sub", dir_fd=fd)
os.close(fd)

for top, folders, files in os.walk(folder):
    folders.sort()
    print(os.path.relpath(top, folder), folders, sorted(files))
print([os.path.relpath(top, folder) for top, _, _ in os.walk(folder, topdown=False)])
with os.scandir(at("a")) as entries:
    for e in sorted(entries, key=lambda e: e.name):
        print(e, e.is_dir(), e.is_file(), e.is_symlink(), e.stat().st_size if e.is_file() else "", e.path == at("a", e.name), os.fspath(e) == e.path)
with os.scandir(folder) as entries:
    link = {e.name: e for e in entries}["link"]
    print(link.is_symlink(), link.is_file(), link.is_file(follow_symlinks=False), link.inode() == os.lstat(at("link")).st_ino)
print(sorted(e.name for e in os.scandir(folder.encode())))

for attempt in (
    lambda: os.stat(at("none")),
    lambda: os.mkdir(at("a")),
    lambda: os.rmdir(at("a")),
    lambda: os.rename(at("none"), at("other")),
    lambda: os.listdir(at("hard")),
    lambda: os.unlink(at("a", "none")),
    lambda: os.open(at("a"), os.O_WRONLY),
    lambda: os.stat(1.5),
    lambda: os.mkdir(3),
    lambda: os.listdir("\0"),
    lambda: os.stat_result((1, 2)),
    lambda: os.makedirs(at("a")),
    lambda: os.fspath(3),
    lambda: os.utime(at("hard"), (1,)),
    lambda: setattr(os.stat(folder), "st_mode", 1),
):
    try:
        attempt()
    except Exception as e:
        print(type(e).__name__, str(e).replace(folder, "F"))
try:
    os.rename(at("none"), at("other"))
except OSError as e:
    print(e.errno, e.filename == at("none"), e.filename2 == at("other"), e.strerror)
r = os.stat_result(range(10))
print(r, r.st_mtime, r.st_mtime_ns, r.n_fields, r.n_sequence_fields, r.n_unnamed_fields)
print(os.stat_result.__match_args__, r == tuple(range(10)), os.terminal_size((80, 24)), os.terminal_size((80, 24)).columns)
before = os.getcwd()
os.chdir(folder)
print(os.path.realpath(os.getcwd()) == os.path.realpath(folder), os.path.exists("a"), os.getcwdb() == os.fsencode(os.getcwd()))
os.chdir(before)
os.removedirs(at("a", "b", "c")) if False else os.rmdir(at("a", "b", "c"))
for name in "a/one.txt", "a/b/two.txt", "link", "hard":
    os.remove(at(name))
os.removedirs(at("a", "b"))
print(os.path.exists(folder))
