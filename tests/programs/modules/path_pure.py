"""Paths as text: posixpath and PurePath."""

import posixpath as p
from pathlib import PurePath, PurePosixPath

print(p.join("a", "b", "/c", "d"), p.join(b"a", b"b"), p.split("/x/y/"), p.splitext("a.b/c.tar.gz"), p.splitroot("//a/b"), p.splitdrive("/a"))
for path in "", ".", "/", "//", "///a", "a/./b", "a/../..", "/../a", "a//b/", "../x", "//a/../b":
    print(repr(path), p.normpath(path), p.normpath(path.encode()), p.basename(path), p.dirname(path))
print(p.commonpath(["/a/b/c", "/a/b", "/a/b/d/e"]), p.relpath("/a/b", "/a/c/d"), p.isabs("/a"))
for attempt in (lambda: p.join("a", b"b"), lambda: p.join("a", 1), lambda: p.commonpath([]), lambda: p.commonpath(["/a", "b"]), lambda: p.relpath("")):
    try:
        attempt()
    except Exception as e:
        print(type(e).__name__, e)

path = PurePosixPath("/usr/lib/python3/x.tar.gz")
print(path, repr(path), path.name, path.stem, path.suffix, path.suffixes, path.parent, list(path.parents), path.parts, path.anchor)
print(path / "sub", "/base" / PurePosixPath("a"), path.with_name("y.txt"), path.with_suffix(".zip"), path.with_stem("z"), path.relative_to("/usr"))
print(path.is_relative_to("/usr"), path.is_absolute(), path.match("*.gz"), path.full_match("/usr/**/*.gz"), path.as_posix(), PurePath("a") < PurePath("b"))
print(PurePosixPath("a//b/./c/"), PurePosixPath("a") == PurePosixPath("a/"), hash(PurePosixPath("a")) == hash(PurePosixPath("a/")), PurePosixPath("a", "b", "/c"))
print(PurePosixPath("a/b").relative_to("a/c", walk_up=True), PurePosixPath(".").name == "", str(PurePosixPath()))
for attempt in (lambda: path.relative_to("/etc"), lambda: path.with_name(""), lambda: PurePath(1), lambda: PurePosixPath("/").with_name("x")):
    try:
        attempt()
    except Exception as e:
        print(type(e).__name__, e)
