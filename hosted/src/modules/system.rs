//! What the modules of the operating system share: numbers from programs, calls that wait, errors as exceptions, and the environment.

use std::sync::{PoisonError, RwLock};

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Builtin, Obj, R, Raised};
use freewheel_kernel::types::{exception, protocol};

/// The C library reads the environment without a lock, and `std::env` locks for itself alone: what writes it holds this, and so does what has the library
/// read it (time zones).
static ENVIRONMENT: RwLock<()> = RwLock::new(());

/// Runs a call of the C library that reads the environment; it runs no program code.
pub(crate) fn reading_environment<T>(f: impl FnOnce() -> T) -> T {
    let _held = ENVIRONMENT.read().unwrap_or_else(PoisonError::into_inner);
    f()
}

/// Runs `f`, which changes the environment and runs no program code.
pub(super) fn writing_environment<T>(f: impl FnOnce() -> T) -> T {
    let _held = ENVIRONMENT.write().unwrap_or_else(PoisonError::into_inner);
    f()
}

/// Runs `f`, which touches no object, with the thread detached when it deals with so many bytes that others may want to stop the world meanwhile.
pub(super) fn if_long<T>(th: &mut Thread, bytes: usize, f: impl FnOnce() -> T) -> T {
    if bytes <= SHORT { f() } else { th.detached(f) }
}

/// So many bytes are dealt with at once.
pub(super) const SHORT: usize = 4096;

/// An int argument.
pub(super) fn number(th: &mut Thread, v: &Obj) -> R<i64> {
    protocol::index_i64(th, v, Builtin::OverflowError)
}

/// An int argument of the size of C's.
pub(super) fn small(th: &mut Thread, v: &Obj) -> R<i32> {
    let n = number(th, v)?;
    i32::try_from(n).map_err(|_| {
        let size = if n < 0 { "less than minimum" } else { "greater than maximum" };
        th.raise(Builtin::OverflowError, format_args!("signed integer is {size}"))
    })
}

/// The number of the error that this thread's last call left.
pub(super) fn errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(0)
}

/// The text of an error number.
pub(super) fn strerror(errno: i32) -> String {
    let mut room = [0 as libc::c_char; 256];
    // SAFETY: the call writes a C string of at most that length.
    let text = unsafe {
        if libc::strerror_r(errno, room.as_mut_ptr(), room.len()) != 0 {
            return format!("Unknown error {errno}");
        }
        std::ffi::CStr::from_ptr(room.as_ptr())
    };
    text.to_string_lossy().into_owned()
}

/// Raises `OSError` with an error number and the files it is about.
pub(crate) fn raise_errno(th: &mut Thread, errno: i32, files: &[&Obj]) -> Raised {
    let class = th.builtin_type(Builtin::OSError);
    raise_class(th, &class, errno, files)
}

/// [`raise_errno`] of a class like `OSError`.
pub(super) fn raise_class(th: &mut Thread, class: &Obj, errno: i32, files: &[&Obj]) -> Raised {
    let made = (|| {
        let text = th.str(&strerror(errno))?;
        let mut args = vec![Obj::from_i31(errno), text];
        match files {
            [] => {}
            [one, rest @ ..] => {
                args.push((*one).clone());
                if let Some(two) = rest.first() {
                    args.push(Obj::NONE);
                    args.push((*two).clone());
                }
            }
        }
        protocol::call(th, class, &args)
    })();
    match made {
        Ok(x) if exception::as_exception(&x).is_some() => th.raise_instance(x),
        Ok(_) => th.raise(Builtin::OSError, format_args!("[Errno {errno}]")),
        Err(r) => r,
    }
}

/// A system call, with the thread detached, tried again when a signal interrupts it and its handler does not raise: the result, or the error
/// number.
pub(super) fn system(th: &mut Thread, mut f: impl FnMut() -> i64) -> R<Result<i64, i32>> {
    loop {
        let got = th.detached(|| {
            let n = f();
            if n < 0 { Err(errno()) } else { Ok(n) }
        });
        if got != Err(libc::EINTR) {
            return Ok(got);
        }
        th.poll()?;
    }
}

/// [`system`] for one that raises its error, about `files`.
pub(super) fn checked(th: &mut Thread, files: &[&Obj], f: impl FnMut() -> i64) -> R<i64> {
    match system(th, f)? {
        Ok(n) => Ok(n),
        Err(e) => Err(raise_errno(th, e, files)),
    }
}

/// The error of a call that gave anything but 0.
pub(super) fn succeeded(th: &mut Thread, result: i32) -> R<()> {
    if result == 0 {
        return Ok(());
    }
    let errno = errno();
    Err(raise_errno(th, errno, &[]))
}
