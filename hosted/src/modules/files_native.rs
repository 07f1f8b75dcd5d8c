//! The `_files` module: what `io` needs of the operating system. Descriptors are plain numbers; waiting calls run detached.

use std::ffi::CString;
use std::io::{Error, ErrorKind};

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, R};
use freewheel_kernel::types::spec::{Method, ModuleSpec};
use freewheel_kernel::types::{bytes_object, protocol, str_object};

use super::os_native::os_error;

/// Most bytes of one read.
const MOST: i64 = 1 << 30;

fn number(th: &mut Thread, v: &Obj) -> R<i64> {
    protocol::index_i64(th, v, Builtin::OverflowError)
}

fn descriptor(th: &mut Thread, v: &Obj) -> R<i32> {
    match i32::try_from(number(th, v)?) {
        Ok(n) => Ok(n),
        Err(_) => Err(th.value_error(format_args!("no such descriptor"))),
    }
}

/// A system call that is tried again when a signal interrupts it, with the thread detached.
fn call(th: &mut Thread, mut f: impl FnMut() -> isize) -> Result<usize, Error> {
    th.detached(|| {
        loop {
            match usize::try_from(f()) {
                Ok(n) => return Ok(n),
                Err(_) => {
                    let e = Error::last_os_error();
                    if e.kind() != ErrorKind::Interrupted {
                        return Err(e);
                    }
                }
            }
        }
    })
}

/// `open(path, "r" | "w" | "a" | "x", reads, writes)`
fn open(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [path, kind, reads, writes] = args.exactly::<4>(th, "open")?;
    let (reads, writes) = (reads.is(&Obj::TRUE), writes.is(&Obj::TRUE));
    let text: String = str_object::text(path).into();
    let Ok(name) = CString::new(text.as_str()) else {
        return Err(th.value_error(format_args!("embedded null character")));
    };
    let access = match (reads, writes) {
        (true, true) => libc::O_RDWR,
        (false, true) => libc::O_WRONLY,
        _ => libc::O_RDONLY,
    };
    let how = match str_object::text(kind) {
        "w" => libc::O_CREAT | libc::O_TRUNC,
        "a" => libc::O_CREAT | libc::O_APPEND,
        "x" => libc::O_CREAT | libc::O_EXCL,
        _ => 0,
    };
    let flags = access | how | libc::O_CLOEXEC;
    // SAFETY: a C string that outlives the call.
    let opened = call(th, || unsafe { libc::open(name.as_ptr(), flags, 0o666) } as isize);
    let fd = match opened {
        Ok(n) => n as i32,
        Err(e) => return Err(os_error(th, &e, &text)),
    };
    // A folder opens for reading; programs are told at once, as CPython tells them.
    // SAFETY: plain data that the call fills.
    let folder = unsafe {
        let mut s: libc::stat = core::mem::zeroed();
        libc::fstat(fd, &raw mut s) == 0 && s.st_mode & libc::S_IFMT == libc::S_IFDIR
    };
    if folder {
        // SAFETY: the descriptor just opened.
        unsafe { libc::close(fd) };
        return Err(os_error(th, &Error::from_raw_os_error(libc::EISDIR), &text));
    }
    th.int(i64::from(fd))
}

fn failed(th: &mut Thread, e: &Error) -> freewheel_kernel::native::Raised {
    os_error(th, e, "")
}

/// The declaration.
pub(super) static SPEC: ModuleSpec = ModuleSpec {
    name: "_files",
    doc: "",
    functions: &[
        Method::new("open", open),
        Method::new("close", |th, _, args| {
            let [fd] = args.exactly::<1>(th, "close")?;
            let fd = descriptor(th, fd)?;
            // Not tried again: after an interruption the descriptor is gone.
            // SAFETY: the library closes each of its descriptors once.
            if unsafe { libc::close(fd) } != 0 {
                let e = Error::last_os_error();
                if e.kind() != ErrorKind::Interrupted {
                    return Err(failed(th, &e));
                }
            }
            Ok(Obj::NONE)
        }),
        Method::new("read", |th, _, args| {
            let [fd, n] = args.exactly::<2>(th, "read")?;
            let fd = descriptor(th, fd)?;
            let n = number(th, n)?.clamp(0, MOST) as usize;
            let mut room: Vec<u8> = th.vec(n)?;
            room.resize(n, 0);
            // SAFETY: `room` is writable for `n` bytes.
            match call(th, || unsafe { libc::read(fd, room.as_mut_ptr().cast(), n) }) {
                Ok(got) => bytes_object::new_bytes(th, &room[..got]),
                Err(e) => Err(failed(th, &e)),
            }
        }),
        Method::new("write", |th, _, args| {
            let [fd, data] = args.exactly::<2>(th, "write")?;
            let fd = descriptor(th, fd)?;
            let Some(data) = bytes_object::as_bytes(th, data)? else {
                return Err(th.type_error(format_args!("a bytes-like object is required")));
            };
            // SAFETY: `data` is readable for its length.
            match call(th, || unsafe { libc::write(fd, data.as_ptr().cast(), data.len()) }) {
                Ok(n) => th.int(n as i64),
                Err(e) => Err(failed(th, &e)),
            }
        }),
        // seek(descriptor, offset, whence, must): the new position, or None where there is none and it need not be.
        Method::new("seek", |th, _, args| {
            let [fd, offset, whence, must] = args.exactly::<4>(th, "seek")?;
            let (fd, offset) = (descriptor(th, fd)?, number(th, offset)?);
            let whence = match number(th, whence)? {
                0 => libc::SEEK_SET,
                1 => libc::SEEK_CUR,
                2 => libc::SEEK_END,
                n => return Err(th.value_error(format_args!("invalid whence ({n}, should be 0, 1 or 2)"))),
            };
            // SAFETY: numbers only.
            let at = unsafe { libc::lseek(fd, offset as libc::off_t, whence) };
            if at >= 0 {
                return th.int(at as i64);
            }
            if must.is(&Obj::TRUE) { Err(failed(th, &Error::last_os_error())) } else { Ok(Obj::NONE) }
        }),
        Method::new("truncate", |th, _, args| {
            let [fd, size] = args.exactly::<2>(th, "truncate")?;
            let (fd, size) = (descriptor(th, fd)?, number(th, size)?);
            // SAFETY: numbers only.
            match call(th, || unsafe { libc::ftruncate(fd, size as libc::off_t) } as isize) {
                Ok(_) => Ok(Obj::NONE),
                Err(e) => Err(failed(th, &e)),
            }
        }),
    ],
    init: None,
};
