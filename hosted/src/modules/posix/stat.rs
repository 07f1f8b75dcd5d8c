//! What a file is: `stat` and its relatives.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, R, Signature};
use freewheel_kernel::types::struct_sequence::{self, Layout};
use freewheel_kernel::types::{int_object, protocol, tuple_object};

use super::path::{self, Accept};
use super::{dir_fd, number, truth_or};
use crate::modules::system::checked;

/// `os.stat_result`
pub(super) static STAT_RESULT: Layout = Layout {
    name: "os.stat_result",
    doc: "stat_result: Result from stat, fstat, or lstat.",
    fields: &[
        "st_mode",
        "st_ino",
        "st_dev",
        "st_nlink",
        "st_uid",
        "st_gid",
        "st_size",
        "",
        "",
        "",
        "st_atime",
        "st_mtime",
        "st_ctime",
        "st_atime_ns",
        "st_mtime_ns",
        "st_ctime_ns",
        "st_blksize",
        "st_blocks",
        "st_rdev",
    ],
    visible: 10,
    open: true,
};

/// `os.statvfs_result`
pub(super) static STATVFS_RESULT: Layout = Layout {
    name: "os.statvfs_result",
    doc: "statvfs_result: Result from statvfs or fstatvfs.",
    fields: &["f_bsize", "f_frsize", "f_blocks", "f_bfree", "f_bavail", "f_files", "f_ffree", "f_favail", "f_flag", "f_namemax", "f_fsid"],
    visible: 10,
    open: true,
};

#[allow(clippy::unnecessary_cast, reason = "the widths of these fields differ between processors and systems")]
fn result(th: &mut Thread, s: &libc::stat) -> R<Obj> {
    let times = [(s.st_atime, s.st_atime_nsec), (s.st_mtime, s.st_mtime_nsec), (s.st_ctime, s.st_ctime_nsec)];
    let mut items = th.vec(10)?;
    for n in [
        i128::from(s.st_mode),
        s.st_ino as i128,
        s.st_dev as i128,
        s.st_nlink as i128,
        i128::from(s.st_uid),
        i128::from(s.st_gid),
        i128::from(s.st_size),
        i128::from(times[0].0),
        i128::from(times[1].0),
        i128::from(times[2].0),
    ] {
        items.push(th.int_wide(n)?);
    }
    let mut hidden = th.vec(9)?;
    for (secs, nanos) in times {
        hidden.push(th.float(secs as f64 + nanos as f64 * 1e-9)?);
    }
    for (secs, nanos) in times {
        hidden.push(th.int_wide(i128::from(secs) * 1_000_000_000 + i128::from(nanos))?);
    }
    for n in [s.st_blksize as i128, i128::from(s.st_blocks), s.st_rdev as i128] {
        hidden.push(th.int_wide(n)?);
    }
    items.append(&mut hidden);
    struct_sequence::make(th, &STAT_RESULT, items)
}

fn stat_at(th: &mut Thread, name: &str, p: &path::PathArg, at: i32, follow: bool) -> R<Obj> {
    // SAFETY: plain data.
    let mut s: libc::stat = unsafe { core::mem::zeroed() };
    let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    match p.fd {
        Some(_) if at != libc::AT_FDCWD => {
            return Err(th.value_error(format_args!("{name}: can't specify dir_fd without matching path")));
        }
        Some(_) if !follow => {
            return Err(th.value_error(format_args!("{name}: cannot use fd and follow_symlinks together")));
        }
        // SAFETY: `s` is what the call fills.
        Some(fd) => checked(th, &[], || i64::from(unsafe { libc::fstat(fd, &raw mut s) }))?,
        // SAFETY: as above; the path is a C string that outlives the call.
        None => checked(th, &[&p.given], || i64::from(unsafe { libc::fstatat(at, p.c.as_ptr(), &raw mut s, flags) }))?,
    };
    result(th, &s)
}

/// `stat(path, *, dir_fd=None, follow_symlinks=True)`
pub(super) fn stat(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    static S: Signature<3> = Signature::new("stat", ["path", "dir_fd", "follow_symlinks"]).required(1).keyword_only_from(1);
    let [p, at, follow] = args.bind(th, &S)?;
    let p = path::path(th, "stat", "path", p.unwrap_or(&Obj::NONE), Accept::PathOrFd)?;
    let (at, follow) = (dir_fd(th, at)?, truth_or(th, follow, true)?);
    stat_at(th, "stat", &p, at, follow)
}

/// `lstat(path, *, dir_fd=None)`
pub(super) fn lstat(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    static S: Signature<2> = Signature::new("lstat", ["path", "dir_fd"]).required(1).keyword_only_from(1);
    let [p, at] = args.bind(th, &S)?;
    let p = path::path(th, "lstat", "path", p.unwrap_or(&Obj::NONE), Accept::Path)?;
    let at = dir_fd(th, at)?;
    stat_at(th, "lstat", &p, at, false)
}

/// `fstat(fd)`
pub(super) fn fstat(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    static S: Signature<1> = Signature::new("fstat", ["fd"]);
    let [fd] = args.bind(th, &S)?;
    let fd = path::descriptor(th, fd.unwrap_or(&Obj::NONE))?;
    let p = path::PathArg { c: c"".into(), fd: Some(fd), given: Obj::NONE, bytes: false };
    stat_at(th, "fstat", &p, libc::AT_FDCWD, true)
}

/// `statvfs(path)`, `fstatvfs(fd)`
pub(super) fn statvfs(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    static S: Signature<1> = Signature::new("statvfs", ["path"]);
    let [p] = args.bind(th, &S)?;
    let p = path::path(th, "statvfs", "path", p.unwrap_or(&Obj::NONE), Accept::PathOrFd)?;
    // SAFETY: plain data.
    let mut s: libc::statvfs = unsafe { core::mem::zeroed() };
    match p.fd {
        // SAFETY: `s` is what the call fills.
        Some(fd) => checked(th, &[], || i64::from(unsafe { libc::fstatvfs(fd, &raw mut s) }))?,
        // SAFETY: as above; a C string that outlives the call.
        None => checked(th, &[&p.given], || i64::from(unsafe { libc::statvfs(p.c.as_ptr(), &raw mut s) }))?,
    };
    let mut items = th.vec(10)?;
    for n in [
        s.f_bsize as i64,
        s.f_frsize as i64,
        s.f_blocks as i64,
        s.f_bfree as i64,
        s.f_bavail as i64,
        s.f_files as i64,
        s.f_ffree as i64,
        s.f_favail as i64,
        s.f_flag as i64,
        s.f_namemax as i64,
    ] {
        items.push(th.int(n)?);
    }
    items.push(th.int(s.f_fsid as i64)?);
    struct_sequence::make(th, &STATVFS_RESULT, items)
}

/// Seconds and nanoseconds from an int or a float.
fn time_of(th: &mut Thread, v: &Obj) -> R<libc::timespec> {
    if int_object::is_int(v) {
        return match int_object::to_i64(v) {
            Some(n) => Ok(libc::timespec { tv_sec: n, tv_nsec: 0 }),
            None => Err(th.raise(Builtin::OverflowError, format_args!("timestamp out of range for platform time_t"))),
        };
    }
    let x = protocol::to_f64(th, v)?;
    if x.is_nan() {
        return Err(th.value_error(format_args!("Invalid value NaN (not a number)")));
    }
    let whole = x.floor();
    if whole.abs() > 9.2e18 {
        return Err(th.raise(Builtin::OverflowError, format_args!("timestamp out of range for platform time_t")));
    }
    let nanos = ((x - whole) * 1e9).floor() as i64;
    Ok(libc::timespec { tv_sec: whole as i64, tv_nsec: nanos.clamp(0, 999_999_999) })
}

fn time_of_ns(th: &mut Thread, v: &Obj) -> R<libc::timespec> {
    let n = number(th, v)?;
    Ok(libc::timespec { tv_sec: n.div_euclid(1_000_000_000), tv_nsec: n.rem_euclid(1_000_000_000) })
}

/// `utime(path, times=None, *, ns, dir_fd=None, follow_symlinks=True)`
pub(super) fn utime(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    static S: Signature<5> = Signature::new("utime", ["path", "times", "ns", "dir_fd", "follow_symlinks"]).required(1).keyword_only_from(2);
    let [p, times, ns, at, follow] = args.bind(th, &S)?;
    let p = path::path(th, "utime", "path", p.unwrap_or(&Obj::NONE), Accept::PathOrFd)?;
    let (at, follow) = (dir_fd(th, at)?, truth_or(th, follow, true)?);
    let times = times.filter(|t| !t.is_none());
    if times.is_some() && ns.is_some() {
        return Err(th.value_error(format_args!("utime: you may specify either 'times' or 'ns' but not both")));
    }
    let now = libc::timespec { tv_sec: 0, tv_nsec: libc::UTIME_NOW };
    let both = match times.or(ns) {
        None => [now, now],
        Some(t) => {
            let pair = t.get::<tuple_object::Tuple>().map(|_| tuple_object::items(t)).filter(|i| i.len() == 2);
            let Some([a, b]) = pair else {
                let (which, rest) =
                    if ns.is_some() { ("ns", "a tuple of two ints") } else { ("times", "either a tuple of two numbers or None") };
                return Err(th.type_error(format_args!("utime: '{which}' must be {rest}")));
            };
            if ns.is_some() { [time_of_ns(th, a)?, time_of_ns(th, b)?] } else { [time_of(th, a)?, time_of(th, b)?] }
        }
    };
    let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    match p.fd {
        // SAFETY: `both` is two times.
        Some(fd) => checked(th, &[], || i64::from(unsafe { libc::futimens(fd, both.as_ptr()) }))?,
        // SAFETY: as above; a C string that outlives the call.
        None => checked(th, &[&p.given], || i64::from(unsafe { libc::utimensat(at, p.c.as_ptr(), both.as_ptr(), flags) }))?,
    };
    Ok(Obj::NONE)
}
