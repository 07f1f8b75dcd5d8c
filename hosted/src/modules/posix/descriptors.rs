//! Open files by number.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Obj, OrRaise, R, Signature};
use freewheel_kernel::object::Builtin;
use freewheel_kernel::types::spec::Method;
use freewheel_kernel::types::struct_sequence;
use freewheel_kernel::types::{buffer, bytes_object};

use super::path::{self, Accept, descriptor};
use super::{dir_fd, truth_or};
use crate::modules::system::{checked, errno, number, raise_errno, small, system};

/// Most bytes of one read or write, as the system has it.
const MOST: i64 = 0x7fff_f000;

/// A length argument.
fn length(th: &mut Thread, v: &Obj) -> R<usize> {
    let n = number(th, v)?;
    if n < 0 {
        return Err(raise_errno(th, libc::EINVAL, &[]));
    }
    Ok(n.min(MOST) as usize)
}

/// Reads up to `n` bytes, at the file's position or at `at`.
fn read_bytes(th: &mut Thread, fd: i32, n: usize, at: Option<i64>) -> R<Obj> {
    // SAFETY: there is room for `n` bytes, and the system says how many it has written.
    unsafe {
        bytes_object::bytes_filled(th, n, |th, room| {
            let to = room.as_ptr().cast();
            let got = checked(th, &[], || match at {
                Some(at) => libc::pread(fd, to, n, at) as i64,
                None => libc::read(fd, to, n) as i64,
            })?;
            Ok(got as usize)
        })
    }
}

/// Writes bytes, as many as the system takes at once.
pub(in crate::modules) fn write_bytes(th: &mut Thread, fd: i32, data: &[u8], at: Option<i64>) -> R<Result<i64, i32>> {
    let n = data.len().min(MOST as usize);
    system(th, || {
        let from = data.as_ptr().cast();
        // SAFETY: `data` is readable for its length.
        unsafe {
            match at {
                Some(at) => libc::pwrite(fd, from, n, at) as i64,
                None => {
                    if fd == libc::STDOUT_FILENO || fd == libc::STDERR_FILENO {
                        crate::platform::PLATFORM.writes(data);
                    }
                    libc::write(fd, from, n) as i64
                }
            }
        }
    })
}

fn or_raise(th: &mut Thread, r: Result<i64, i32>) -> R<Obj> {
    match r {
        Ok(n) => th.int(n),
        Err(e) => Err(raise_errno(th, e, &[])),
    }
}

/// The bytes of an argument.
pub(in crate::modules) fn data<'a>(th: &mut Thread, v: &'a Obj) -> R<std::borrow::Cow<'a, [u8]>> {
    freewheel_kernel::types::buffer::required(th, v)
}

/// Writes bytes into the beginning of a writable buffer; how many fitted.
pub(in crate::modules) fn fill(th: &mut Thread, into: &Obj, data: &[u8]) -> R<usize> {
    let n = data.len().min(room(th, into)?);
    if buffer::store(into, 0, &data[..n]) {
        return Ok(n);
    }
    // It became shorter meanwhile.
    Err(th.raise(Builtin::BufferError, format_args!("buffer changed its size")))
}

/// Room in a writable buffer.
pub(in crate::modules) fn room(th: &mut Thread, into: &Obj) -> R<usize> {
    match buffer::writable_len(th, into)? {
        Some(n) => Ok(n),
        None => {
            let t = th.argument_type(into);
            Err(th.type_error(format_args!("readinto() argument must be read-write bytes-like object, not {t}")))
        }
    }
}

fn number_only(th: &mut Thread, args: &Args<'_>, name: &'static str, f: fn(i32) -> i32) -> R<i64> {
    let s: Signature<1> = Signature::new(name, ["fd"]);
    let [fd] = args.bind(th, &s)?;
    let fd = fd.cloned().unwrap_or(Obj::NONE);
    // Some calls take objects with a descriptor too.
    let fd = if name == "dup" { small(th, &fd)? } else { descriptor(th, &fd)? };
    checked(th, &[], || i64::from(f(fd)))
}

fn pair(th: &mut Thread, args: &Args<'_>, flags: i32) -> R<Obj> {
    let _ = args;
    let mut both = [0; 2];
    // SAFETY: room for two numbers.
    checked(th, &[], || i64::from(unsafe { libc::pipe2(both.as_mut_ptr(), flags) }))?;
    th.tuple_of(&[Obj::from_i31(both[0]), Obj::from_i31(both[1])])
}

fn flags(th: &mut Thread, fd: i32, get: i32) -> R<i32> {
    // SAFETY: numbers only.
    Ok(checked(th, &[], || i64::from(unsafe { libc::fcntl(fd, get) }))? as i32)
}

fn set_flag(th: &mut Thread, fd: i32, get: i32, set: i32, flag: i32, on: bool) -> R<Obj> {
    let now = flags(th, fd, get)?;
    let new = if on { now | flag } else { now & !flag };
    // SAFETY: numbers only.
    checked(th, &[], || i64::from(unsafe { libc::fcntl(fd, set, new) }))?;
    Ok(Obj::NONE)
}

/// Opens a file; the number of the error otherwise.
pub(in crate::modules) fn open_path(th: &mut Thread, p: &path::PathArg, flags: i32, mode: u32, at: i32) -> R<Result<i32, i32>> {
    // SAFETY: a C string that outlives the call.
    let r = system(th, || i64::from(unsafe { libc::openat(at, p.c.as_ptr(), flags | libc::O_CLOEXEC, mode) }))?;
    Ok(r.map(|fd| fd as i32))
}

/// Closes the descriptors from `first` to `last`, which are not below 0. May be called in a signal handler, and between fork and exec.
///
/// # Safety
/// They are the caller's to close.
pub(in crate::modules) unsafe fn close_range(first: i32, last: i32) {
    // SAFETY: numbers only.
    unsafe {
        #[cfg(target_os = "linux")]
        if libc::syscall(libc::SYS_close_range, first as libc::c_uint, last as libc::c_uint, 0) == 0 {
            return;
        }
        let most = libc::sysconf(libc::_SC_OPEN_MAX).clamp(256, 1 << 16) as i32;
        for fd in first..=last.min(most) {
            libc::close(fd);
        }
    }
}

/// Functions of this file.
pub(super) static FUNCTIONS: &[Method] = &[
    Method::new("open", |th, _, args| {
        static S: Signature<4> = Signature::new("open", ["path", "flags", "mode", "dir_fd"]).required(2).keyword_only_from(3);
        let [p, flags, mode, at] = args.bind(th, &S)?;
        let p = path::path(th, "open", "path", p.unwrap_or(&Obj::NONE), Accept::Path)?;
        let flags = small(th, flags.unwrap_or(&Obj::NONE))?;
        let mode = mode.map_or(Ok(0o777), |m| small(th, m))? as u32;
        let at = dir_fd(th, at)?;
        match open_path(th, &p, flags, mode, at)? {
            Ok(fd) => Ok(Obj::from_i31(fd)),
            Err(e) => Err(raise_errno(th, e, &[&p.given])),
        }
    }),
    Method::new("close", |th, _, args| {
        static S: Signature<1> = Signature::new("close", ["fd"]);
        let [fd] = args.bind(th, &S)?;
        let fd = small(th, fd.unwrap_or(&Obj::NONE))?;
        close(th, fd)
    }),
    Method::new("closerange", |th, _, args| {
        let [low, high] = args.exactly::<2>(th, "closerange")?;
        let (low, high) = (small(th, low)?.max(0), small(th, high)?);
        if low < high {
            // SAFETY: the program says that these are its own.
            th.detached(|| unsafe { close_range(low, high - 1) });
        }
        Ok(Obj::NONE)
    }),
    Method::new("read", |th, _, args| {
        let [fd, n] = args.exactly::<2>(th, "read")?;
        let (fd, n) = (small(th, fd)?, length(th, n)?);
        read_bytes(th, fd, n, None)
    }),
    // Standard input through the buffer that `input()` uses while the console's streams are in their places.
    Method::new("_read_input", |th, _, args| {
        let [n] = args.exactly::<1>(th, "_read_input")?;
        let n = length(th, n)?;
        let mut room: Vec<u8> = th.vec(n)?;
        room.resize(n, 0);
        loop {
            let got = th.detached(|| std::io::Read::read(&mut std::io::stdin().lock(), &mut room));
            match got {
                Ok(n) => return bytes_object::new_bytes(th, &room[..n]),
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => th.poll()?,
                Err(e) => return Err(raise_errno(th, e.raw_os_error().unwrap_or(0), &[])),
            }
        }
    }),
    Method::new("readinto", |th, _, args| {
        let [fd, into] = args.exactly::<2>(th, "readinto")?;
        let (fd, n) = (small(th, fd)?, room(th, into)?);
        let b = read_bytes(th, fd, n, None)?;
        let b = data(th, &b)?;
        let n = fill(th, into, &b)?;
        th.int(n as i64)
    }),
    Method::new("write", |th, _, args| {
        let [fd, b] = args.exactly::<2>(th, "write")?;
        let (fd, b) = (small(th, fd)?, data(th, b)?);
        let r = write_bytes(th, fd, &b, None)?;
        or_raise(th, r)
    }),
    Method::new("pread", |th, _, args| {
        let [fd, n, at] = args.exactly::<3>(th, "pread")?;
        let (fd, n, at) = (small(th, fd)?, length(th, n)?, number(th, at)?);
        read_bytes(th, fd, n, Some(at))
    }),
    Method::new("pwrite", |th, _, args| {
        let [fd, b, at] = args.exactly::<3>(th, "pwrite")?;
        let (fd, b, at) = (small(th, fd)?, data(th, b)?, number(th, at)?);
        let r = write_bytes(th, fd, &b, Some(at))?;
        or_raise(th, r)
    }),
    Method::new("writev", |th, _, args| {
        let [fd, all] = args.exactly::<2>(th, "writev")?;
        let fd = small(th, fd)?;
        let mut whole = Vec::new();
        for b in freewheel_kernel::types::protocol::collect(th, all)? {
            let b = data(th, &b)?;
            whole.try_reserve(b.len()).or_raise(th)?;
            whole.extend_from_slice(&b);
        }
        let r = write_bytes(th, fd, &whole, None)?;
        or_raise(th, r)
    }),
    Method::new("lseek", |th, _, args| {
        let [fd, at, whence] = args.exactly::<3>(th, "lseek")?;
        let (fd, at, whence) = (small(th, fd)?, number(th, at)?, small(th, whence)?);
        // SAFETY: numbers only.
        let r = system(th, || unsafe { libc::lseek(fd, at, whence) })?;
        or_raise(th, r)
    }),
    Method::new("pipe", |th, _, args| pair(th, args, libc::O_CLOEXEC)),
    Method::new("pipe2", |th, _, args| {
        let [flags] = args.exactly::<1>(th, "pipe2")?;
        let flags = small(th, flags)?;
        pair(th, args, flags)
    }),
    Method::new("dup", |th, _, args| {
        // SAFETY: numbers only.
        let n = number_only(th, args, "dup", |fd| unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) })?;
        th.int(n)
    }),
    Method::new("dup2", |th, _, args| {
        static S: Signature<3> = Signature::new("dup2", ["fd", "fd2", "inheritable"]).required(2);
        let [a, b, inherit] = args.bind(th, &S)?;
        let (a, b) = (small(th, a.unwrap_or(&Obj::NONE))?, small(th, b.unwrap_or(&Obj::NONE))?);
        let flags = if truth_or(th, inherit, true)? { 0 } else { libc::O_CLOEXEC };
        // SAFETY: numbers only. Equal ones are refused by `dup3`, and need nothing done.
        let n = checked(th, &[], || i64::from(unsafe { if a == b { libc::dup2(a, b) } else { libc::dup3(a, b, flags) } }))?;
        th.int(n)
    }),
    Method::new("isatty", |th, _, args| {
        let [fd] = args.exactly::<1>(th, "isatty")?;
        let fd = small(th, fd)?;
        // SAFETY: a number only.
        Ok(Obj::from_bool(unsafe { libc::isatty(fd) } == 1))
    }),
    Method::new("fsync", |th, _, args| {
        // SAFETY: a number only.
        number_only(th, args, "fsync", |fd| unsafe { libc::fsync(fd) })?;
        Ok(Obj::NONE)
    }),
    Method::new("fdatasync", |th, _, args| {
        // SAFETY: a number only.
        number_only(th, args, "fdatasync", |fd| unsafe { libc::fdatasync(fd) })?;
        Ok(Obj::NONE)
    }),
    Method::new("sync", |th, _, _| {
        // SAFETY: no arguments.
        th.detached(|| unsafe { libc::sync() });
        Ok(Obj::NONE)
    }),
    Method::new("ftruncate", |th, _, args| {
        let [fd, n] = args.exactly::<2>(th, "ftruncate")?;
        let (fd, n) = (descriptor(th, fd)?, number(th, n)?);
        // SAFETY: numbers only.
        checked(th, &[], || i64::from(unsafe { libc::ftruncate(fd, n) }))?;
        Ok(Obj::NONE)
    }),
    Method::new("get_inheritable", |th, _, args| {
        let [fd] = args.exactly::<1>(th, "get_inheritable")?;
        let fd = small(th, fd)?;
        Ok(Obj::from_bool(flags(th, fd, libc::F_GETFD)? & libc::FD_CLOEXEC == 0))
    }),
    Method::new("set_inheritable", |th, _, args| {
        let [fd, on] = args.exactly::<2>(th, "set_inheritable")?;
        let (fd, on) = (small(th, fd)?, truth_or(th, Some(on), false)?);
        set_flag(th, fd, libc::F_GETFD, libc::F_SETFD, libc::FD_CLOEXEC, !on)
    }),
    Method::new("get_blocking", |th, _, args| {
        let [fd] = args.exactly::<1>(th, "get_blocking")?;
        let fd = small(th, fd)?;
        Ok(Obj::from_bool(flags(th, fd, libc::F_GETFL)? & libc::O_NONBLOCK == 0))
    }),
    Method::new("set_blocking", |th, _, args| {
        let [fd, on] = args.exactly::<2>(th, "set_blocking")?;
        let (fd, on) = (small(th, fd)?, truth_or(th, Some(on), false)?);
        set_flag(th, fd, libc::F_GETFL, libc::F_SETFL, libc::O_NONBLOCK, !on)
    }),
    Method::new("lockf", |th, _, args| {
        let [fd, command, n] = args.exactly::<3>(th, "lockf")?;
        let (fd, command, n) = (small(th, fd)?, small(th, command)?, number(th, n)?);
        // SAFETY: numbers only.
        checked(th, &[], || i64::from(unsafe { libc::lockf(fd, command, n) }))?;
        Ok(Obj::NONE)
    }),
    Method::new("sendfile", |th, _, args| {
        static S: Signature<4> = Signature::new("sendfile", ["out_fd", "in_fd", "offset", "count"]);
        let [to, from, at, n] = args.bind(th, &S)?;
        let (to, from) = (small(th, to.unwrap_or(&Obj::NONE))?, small(th, from.unwrap_or(&Obj::NONE))?);
        let n = number(th, n.unwrap_or(&Obj::NONE))?;
        let Ok(n) = usize::try_from(n) else { return Err(th.value_error(format_args!("count cannot be negative"))) };
        let mut at = match at.filter(|a| !a.is_none()) {
            Some(a) => Some(number(th, a)?),
            None => None,
        };
        let place = at.as_mut().map_or(core::ptr::null_mut(), |a| &raw mut *a);
        // SAFETY: the offset is null or a number that lives.
        let r = checked(th, &[], || unsafe { libc::sendfile(to, from, place, n) } as i64)?;
        th.int(r)
    }),
    Method::new("copy_file_range", |th, _, args| {
        static S: Signature<5> = Signature::new("copy_file_range", ["src", "dst", "count", "offset_src", "offset_dst"]).required(3);
        let [from, to, n, a, b] = args.bind(th, &S)?;
        let (from, to) = (small(th, from.unwrap_or(&Obj::NONE))?, small(th, to.unwrap_or(&Obj::NONE))?);
        let n = number(th, n.unwrap_or(&Obj::NONE))?;
        if n < 0 {
            return Err(th.value_error(format_args!("negative value for 'count' not allowed")));
        }
        let mut places = [None; 2];
        for (p, v) in places.iter_mut().zip([a, b]) {
            if let Some(v) = v.filter(|v| !v.is_none()) {
                *p = Some(number(th, v)?);
            }
        }
        let [a, b] = &mut places;
        let (a, b) = [a, b].map(|p| p.as_mut().map_or(core::ptr::null_mut(), |p| &raw mut *p)).into();
        // SAFETY: the offsets are null or numbers that live.
        let r = checked(th, &[], || unsafe { libc::copy_file_range(from, a, to, b, n as usize, 0) } as i64)?;
        th.int(r)
    }),
    Method::new("ttyname", |th, _, args| {
        let [fd] = args.exactly::<1>(th, "ttyname")?;
        let fd = small(th, fd)?;
        let mut room = [0 as libc::c_char; 256];
        // SAFETY: room of the length given, in which the call writes a C string.
        let name = unsafe {
            match libc::ttyname_r(fd, room.as_mut_ptr(), room.len()) {
                0 => std::ffi::CStr::from_ptr(room.as_ptr()),
                e => return Err(raise_errno(th, e, &[])),
            }
        };
        path::file_name(th, name.to_bytes(), false)
    }),
    Method::new("device_encoding", |th, _, args| {
        static S: Signature<1> = Signature::new("device_encoding", ["fd"]);
        let [fd] = args.bind(th, &S)?;
        let fd = small(th, fd.unwrap_or(&Obj::NONE))?;
        // SAFETY: a number only.
        if unsafe { libc::isatty(fd) } == 1 { th.intern("UTF-8") } else { Ok(Obj::NONE) }
    }),
    Method::new("get_terminal_size", |th, _, args| {
        let a = args.between(th, "get_terminal_size", 0, 1)?;
        let fd = a.first().map_or(Ok(1), |v| small(th, v))?;
        // SAFETY: plain data that the call fills.
        let mut size: libc::winsize = unsafe { core::mem::zeroed() };
        // SAFETY: as above.
        checked(th, &[], || i64::from(unsafe { libc::ioctl(fd, libc::TIOCGWINSZ, &raw mut size) }))?;
        let items = vec![Obj::from_i31(i32::from(size.ws_col)), Obj::from_i31(i32::from(size.ws_row))];
        struct_sequence::make(th, &super::process::TERMINAL_SIZE, items)
    }),
];

/// Closes a descriptor. An interrupted call is not tried again: the descriptor is gone.
pub(in crate::modules) fn close(th: &mut Thread, fd: i32) -> R<Obj> {
    let r = th.detached(|| {
        // SAFETY: a number only; the program says that it is its own.
        if unsafe { libc::close(fd) } == 0 { 0 } else { errno() }
    });
    match r {
        0 | libc::EINTR => Ok(Obj::NONE),
        e => Err(raise_errno(th, e, &[])),
    }
}
