//! Folders, names and permissions.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Obj, R, Signature};
use freewheel_kernel::types::spec::Method;

use super::path::{self, Accept, PathArg};
use super::{dir_fd, id, truth_or};
use crate::file_names;
use crate::modules::system::{checked, errno, number, raise_errno, small, system};

/// Functions of this file.
pub(super) static FUNCTIONS: &[Method] = &[
    // Bytes as text and back by the rule of file names (see `path`).
    Method::new("_escape", |th, _, args| {
        let [b] = args.exactly::<1>(th, "_escape")?;
        let b = super::descriptors::data(th, b)?;
        path::file_name(th, &b, false)
    }),
    Method::new("_unescape", |th, _, args| {
        let [t] = args.exactly::<1>(th, "_unescape")?;
        let b = file_names::encode(freewheel_kernel::types::str_object::text(t));
        path::file_name(th, &b, true)
    }),
    Method::new("fspath", |th, _, args| {
        static S: Signature<1> = Signature::new("fspath", ["path"]);
        let [p] = args.bind(th, &S)?;
        path::fspath(th, p.unwrap_or(&Obj::NONE))
    }),
    Method::new("listdir", listdir),
    Method::new("_entries", entries),
    Method::new("mkdir", |th, _, args| {
        static S: Signature<3> = Signature::new("mkdir", ["path", "mode", "dir_fd"]).required(1).keyword_only_from(2);
        let [p, mode, at] = args.bind(th, &S)?;
        let p = one(th, "mkdir", p)?;
        let mode = mode.map_or(Ok(0o777), |m| small(th, m))?;
        let at = dir_fd(th, at)?;
        // SAFETY: a C string that outlives the call.
        done(th, &p, || i64::from(unsafe { libc::mkdirat(at, p.c.as_ptr(), mode as libc::mode_t) }))
    }),
    Method::new("rmdir", |th, _, args| removed(th, args, "rmdir", libc::AT_REMOVEDIR)),
    Method::new("unlink", |th, _, args| removed(th, args, "unlink", 0)),
    Method::new("remove", |th, _, args| removed(th, args, "remove", 0)),
    Method::new("rename", |th, _, args| renamed(th, args, "rename")),
    Method::new("replace", |th, _, args| renamed(th, args, "replace")),
    Method::new("link", |th, _, args| {
        static S: Signature<5> =
            Signature::new("link", ["src", "dst", "src_dir_fd", "dst_dir_fd", "follow_symlinks"]).required(2).keyword_only_from(2);
        let [a, b, from, to, follow] = args.bind(th, &S)?;
        let (a, b) = two(th, "link", a, b)?;
        let (from, to, follow) = (dir_fd(th, from)?, dir_fd(th, to)?, truth_or(th, follow, false)?);
        let flags = if follow { libc::AT_SYMLINK_FOLLOW } else { 0 };
        // SAFETY: C strings that outlive the call.
        checked(th, &[&a.given, &b.given], || i64::from(unsafe { libc::linkat(from, a.c.as_ptr(), to, b.c.as_ptr(), flags) }))?;
        Ok(Obj::NONE)
    }),
    Method::new("symlink", |th, _, args| {
        static S: Signature<4> =
            Signature::new("symlink", ["src", "dst", "target_is_directory", "dir_fd"]).required(2).keyword_only_from(3);
        let [a, b, _, at] = args.bind(th, &S)?;
        let (a, b) = two(th, "symlink", a, b)?;
        let at = dir_fd(th, at)?;
        // SAFETY: C strings that outlive the call.
        checked(th, &[&a.given, &b.given], || i64::from(unsafe { libc::symlinkat(a.c.as_ptr(), at, b.c.as_ptr()) }))?;
        Ok(Obj::NONE)
    }),
    Method::new("readlink", |th, _, args| {
        static S: Signature<2> = Signature::new("readlink", ["path", "dir_fd"]).required(1).keyword_only_from(1);
        let [p, at] = args.bind(th, &S)?;
        let p = one(th, "readlink", p)?;
        let at = dir_fd(th, at)?;
        let mut room = vec![0u8; libc::PATH_MAX as usize];
        // SAFETY: a C string that outlives the call, and room of the length given.
        let n = checked(th, &[&p.given], || unsafe { libc::readlinkat(at, p.c.as_ptr(), room.as_mut_ptr().cast(), room.len()) } as i64)?;
        p.name(th, &room[..n as usize])
    }),
    Method::new("access", |th, _, args| {
        static S: Signature<5> =
            Signature::new("access", ["path", "mode", "dir_fd", "effective_ids", "follow_symlinks"]).required(2).keyword_only_from(2);
        let [p, mode, at, effective, follow] = args.bind(th, &S)?;
        let p = one(th, "access", p)?;
        let mode = small(th, mode.unwrap_or(&Obj::NONE))?;
        let (at, effective, follow) = (dir_fd(th, at)?, truth_or(th, effective, false)?, truth_or(th, follow, true)?);
        let flags = if effective { libc::AT_EACCESS } else { 0 } | if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
        // SAFETY: a C string that outlives the call.
        let r = system(th, || i64::from(unsafe { libc::faccessat(at, p.c.as_ptr(), mode, flags) }))?;
        Ok(Obj::from_bool(r.is_ok()))
    }),
    Method::new("chmod", |th, _, args| {
        static S: Signature<4> = Signature::new("chmod", ["path", "mode", "dir_fd", "follow_symlinks"]).required(2).keyword_only_from(2);
        let [p, mode, at, follow] = args.bind(th, &S)?;
        let p = path::path(th, "chmod", "path", p.unwrap_or(&Obj::NONE), Accept::PathOrFd)?;
        let mode = small(th, mode.unwrap_or(&Obj::NONE))? as libc::mode_t;
        let (at, follow) = (dir_fd(th, at)?, truth_or(th, follow, true)?);
        if let Some(fd) = p.fd {
            // SAFETY: numbers only.
            return done(th, &p, || i64::from(unsafe { libc::fchmod(fd, mode) }));
        }
        let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
        // SAFETY: a C string that outlives the call.
        done(th, &p, || i64::from(unsafe { libc::fchmodat(at, p.c.as_ptr(), mode, flags) }))
    }),
    Method::new("fchmod", |th, _, args| {
        static S: Signature<2> = Signature::new("fchmod", ["fd", "mode"]);
        let [fd, mode] = args.bind(th, &S)?;
        let (fd, mode) = (path::descriptor(th, fd.unwrap_or(&Obj::NONE))?, small(th, mode.unwrap_or(&Obj::NONE))?);
        // SAFETY: numbers only.
        checked(th, &[], || i64::from(unsafe { libc::fchmod(fd, mode as libc::mode_t) }))?;
        Ok(Obj::NONE)
    }),
    Method::new("chown", |th, _, args| {
        static S: Signature<5> =
            Signature::new("chown", ["path", "uid", "gid", "dir_fd", "follow_symlinks"]).required(3).keyword_only_from(3);
        let [p, u, g, at, follow] = args.bind(th, &S)?;
        let p = path::path(th, "chown", "path", p.unwrap_or(&Obj::NONE), Accept::PathOrFd)?;
        let (u, g) = (id(th, u.unwrap_or(&Obj::NONE))?, id(th, g.unwrap_or(&Obj::NONE))?);
        let (at, follow) = (dir_fd(th, at)?, truth_or(th, follow, true)?);
        owned(th, &p, at, u, g, follow)
    }),
    Method::new("lchown", |th, _, args| {
        static S: Signature<3> = Signature::new("lchown", ["path", "uid", "gid"]);
        let [p, u, g] = args.bind(th, &S)?;
        let p = one(th, "lchown", p)?;
        let (u, g) = (id(th, u.unwrap_or(&Obj::NONE))?, id(th, g.unwrap_or(&Obj::NONE))?);
        owned(th, &p, libc::AT_FDCWD, u, g, false)
    }),
    Method::new("fchown", |th, _, args| {
        let [fd, u, g] = args.exactly::<3>(th, "fchown")?;
        let (fd, u, g) = (path::descriptor(th, fd)?, id(th, u)?, id(th, g)?);
        // SAFETY: numbers only.
        checked(th, &[], || i64::from(unsafe { libc::fchown(fd, u, g) }))?;
        Ok(Obj::NONE)
    }),
    Method::new("chdir", |th, _, args| {
        static S: Signature<1> = Signature::new("chdir", ["path"]);
        let [p] = args.bind(th, &S)?;
        let p = path::path(th, "chdir", "path", p.unwrap_or(&Obj::NONE), Accept::PathOrFd)?;
        match p.fd {
            // SAFETY: a number only.
            Some(fd) => done(th, &p, || i64::from(unsafe { libc::fchdir(fd) })),
            // SAFETY: a C string that outlives the call.
            None => done(th, &p, || i64::from(unsafe { libc::chdir(p.c.as_ptr()) })),
        }
    }),
    Method::new("fchdir", |th, _, args| {
        let [fd] = args.exactly::<1>(th, "fchdir")?;
        let fd = path::descriptor(th, fd)?;
        // SAFETY: a number only.
        checked(th, &[], || i64::from(unsafe { libc::fchdir(fd) }))?;
        Ok(Obj::NONE)
    }),
    Method::new("getcwd", |th, _, args| {
        let [] = args.exactly::<0>(th, "getcwd")?;
        let d = here(th)?;
        path::file_name(th, &d, false)
    }),
    Method::new("getcwdb", |th, _, args| {
        let [] = args.exactly::<0>(th, "getcwdb")?;
        let d = here(th)?;
        path::file_name(th, &d, true)
    }),
    Method::new("truncate", |th, _, args| {
        static S: Signature<2> = Signature::new("truncate", ["path", "length"]);
        let [p, n] = args.bind(th, &S)?;
        let p = path::path(th, "truncate", "path", p.unwrap_or(&Obj::NONE), Accept::PathOrFd)?;
        let n = number(th, n.unwrap_or(&Obj::NONE))?;
        match p.fd {
            // SAFETY: numbers only.
            Some(fd) => done(th, &p, || i64::from(unsafe { libc::ftruncate(fd, n) })),
            // SAFETY: a C string that outlives the call.
            None => done(th, &p, || i64::from(unsafe { libc::truncate(p.c.as_ptr(), n) })),
        }
    }),
    Method::new("mkfifo", |th, _, args| {
        static S: Signature<3> = Signature::new("mkfifo", ["path", "mode", "dir_fd"]).required(1).keyword_only_from(2);
        let [p, mode, at] = args.bind(th, &S)?;
        let p = one(th, "mkfifo", p)?;
        let mode = mode.map_or(Ok(0o666), |m| small(th, m))?;
        let at = dir_fd(th, at)?;
        // SAFETY: a C string that outlives the call.
        done(th, &p, || i64::from(unsafe { libc::mkfifoat(at, p.c.as_ptr(), mode as libc::mode_t) }))
    }),
    Method::new("_path_normpath", |th, _, args| {
        static S: Signature<1> = Signature::new("_path_normpath", ["path"]);
        let [p] = args.bind(th, &S)?;
        let p = path::fspath(th, p.unwrap_or(&Obj::NONE))?;
        let (bytes, raw) = raw(&p);
        path::file_name(th, &normal(&raw), bytes)
    }),
    Method::new("_path_splitroot_ex", |th, _, args| {
        static S: Signature<1> = Signature::new("_path_splitroot_ex", ["p"]);
        let [p] = args.bind(th, &S)?;
        let p = path::fspath(th, p.unwrap_or(&Obj::NONE))?;
        let (bytes, raw) = raw(&p);
        let root = match raw.iter().take_while(|b| **b == b'/').count() {
            0 => 0,
            2 => 2,
            _ => 1,
        };
        let parts =
            [path::file_name(th, b"", bytes)?, path::file_name(th, &raw[..root], bytes)?, path::file_name(th, &raw[root..], bytes)?];
        th.tuple_of(&parts)
    }),
];

fn one(th: &mut Thread, function: &str, p: Option<&Obj>) -> R<PathArg> {
    path::path(th, function, "path", p.unwrap_or(&Obj::NONE), Accept::Path)
}

fn two(th: &mut Thread, function: &str, a: Option<&Obj>, b: Option<&Obj>) -> R<(PathArg, PathArg)> {
    let a = path::path(th, function, "src", a.unwrap_or(&Obj::NONE), Accept::Path)?;
    let b = path::path(th, function, "dst", b.unwrap_or(&Obj::NONE), Accept::Path)?;
    Ok((a, b))
}

fn done(th: &mut Thread, p: &PathArg, f: impl FnMut() -> i64) -> R<Obj> {
    checked(th, &[&p.given], f)?;
    Ok(Obj::NONE)
}

fn removed(th: &mut Thread, args: &Args<'_>, name: &'static str, flags: i32) -> R<Obj> {
    let s: Signature<2> = Signature::new(name, ["path", "dir_fd"]).required(1).keyword_only_from(1);
    let [p, at] = args.bind(th, &s)?;
    let p = one(th, name, p)?;
    let at = dir_fd(th, at)?;
    // SAFETY: a C string that outlives the call.
    done(th, &p, || i64::from(unsafe { libc::unlinkat(at, p.c.as_ptr(), flags) }))
}

fn renamed(th: &mut Thread, args: &Args<'_>, name: &'static str) -> R<Obj> {
    let s: Signature<4> = Signature::new(name, ["src", "dst", "src_dir_fd", "dst_dir_fd"]).required(2).keyword_only_from(2);
    let [a, b, from, to] = args.bind(th, &s)?;
    let (a, b) = two(th, name, a, b)?;
    let (from, to) = (dir_fd(th, from)?, dir_fd(th, to)?);
    // SAFETY: C strings that outlive the call.
    checked(th, &[&a.given, &b.given], || i64::from(unsafe { libc::renameat(from, a.c.as_ptr(), to, b.c.as_ptr()) }))?;
    Ok(Obj::NONE)
}

fn owned(th: &mut Thread, p: &PathArg, at: i32, u: u32, g: u32, follow: bool) -> R<Obj> {
    if let Some(fd) = p.fd {
        // SAFETY: numbers only.
        return done(th, p, || i64::from(unsafe { libc::fchown(fd, u, g) }));
    }
    let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    // SAFETY: a C string that outlives the call.
    done(th, p, || i64::from(unsafe { libc::fchownat(at, p.c.as_ptr(), u, g, flags) }))
}

/// The current folder.
fn here(th: &mut Thread) -> R<Vec<u8>> {
    let got = th.detached(std::env::current_dir);
    match got {
        Ok(d) => Ok(std::os::unix::ffi::OsStringExt::into_vec(d.into_os_string())),
        Err(e) => Err(raise_errno(th, e.raw_os_error().unwrap_or(0), &[])),
    }
}

/// A name in a folder, with the kind the folder says it has (`d_type`) and its inode.
type Entry = (Vec<u8>, u8, u64);

/// All entries of a folder but `.` and `..`.
fn read_folder(p: &PathArg) -> Result<Vec<Entry>, i32> {
    // SAFETY: C strings and descriptors that live; the stream is closed once, below; entries are read before the next call.
    unsafe {
        let dir = match p.fd {
            Some(fd) => {
                // A stream of its own, which closing leaves the program's descriptor open.
                let copy = libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0);
                if copy < 0 {
                    return Err(errno());
                }
                let d = libc::fdopendir(copy);
                if d.is_null() {
                    let e = errno();
                    libc::close(copy);
                    return Err(e);
                }
                libc::rewinddir(d);
                d
            }
            None => libc::opendir(p.c.as_ptr()),
        };
        if dir.is_null() {
            return Err(errno());
        }
        let mut out = Vec::new();
        let result = loop {
            *libc::__errno_location() = 0;
            let e = libc::readdir(dir);
            if e.is_null() {
                break match errno() {
                    0 => Ok(out),
                    n => Err(n),
                };
            }
            let name = std::ffi::CStr::from_ptr((*e).d_name.as_ptr()).to_bytes();
            if name != b"." && name != b".." {
                out.push((name.to_vec(), (*e).d_type, (*e).d_ino));
            }
        };
        libc::closedir(dir);
        result
    }
}

fn folder(th: &mut Thread, name: &'static str, args: &Args<'_>) -> R<(PathArg, Vec<Entry>)> {
    let s: Signature<1> = Signature::new(name, ["path"]).required(0);
    let [p] = args.bind(th, &s)?;
    let p = path::path(th, name, "path", p.unwrap_or(&Obj::NONE), Accept::Any)?;
    match th.detached(|| read_folder(&p)) {
        Ok(e) => Ok((p, e)),
        Err(e) if p.given.is_none() => Err(raise_errno(th, e, &[])),
        Err(e) => Err(raise_errno(th, e, &[&p.given])),
    }
}

/// `listdir(path=None)`
fn listdir(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let (p, entries) = folder(th, "listdir", args)?;
    let mut out = th.vec(entries.len())?;
    for (name, ..) in entries {
        out.push(p.name(th, &name)?);
    }
    th.list(out)
}

/// `_entries(path)`: what `scandir` walks: tuples of name, kind and inode.
fn entries(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let (p, entries) = folder(th, "scandir", args)?;
    let mut out = th.vec(entries.len())?;
    for (name, kind, inode) in entries {
        let t = [p.name(th, &name)?, Obj::from_i31(i32::from(kind)), th.int_wide(i128::from(inode))?];
        out.push(th.tuple_of(&t)?);
    }
    th.list(out)
}

/// Whether a path is bytes, and its bytes; text as it is, since its characters come back.
fn raw(p: &Obj) -> (bool, Vec<u8>) {
    match p.get::<freewheel_kernel::types::bytes_object::Bytes>() {
        Some(b) => (true, b.as_slice().to_vec()),
        None => (false, freewheel_kernel::types::str_object::text(p).as_bytes().to_vec()),
    }
}

/// `posixpath.normpath`
fn normal(path: &[u8]) -> Vec<u8> {
    let slashes = match path.iter().take_while(|b| **b == b'/').count() {
        0 => 0,
        2 => 2,
        _ => 1,
    };
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in path.split(|b| *b == b'/').filter(|p| !p.is_empty() && *p != b".") {
        if part != b".." || (slashes == 0 && parts.is_empty()) || parts.last().is_some_and(|l| *l == b"..") {
            parts.push(part);
        } else {
            parts.pop();
        }
    }
    let mut out = vec![b'/'; slashes];
    out.extend_from_slice(&parts.join(&b'/'));
    if out.is_empty() { b".".to_vec() } else { out }
}
