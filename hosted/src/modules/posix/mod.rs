//! The `_posix` module: the operating system's calls under `posix` and `os`. Nothing here has state; calls that may wait run detached.

mod constants;
mod descriptors;
mod files;
pub(super) mod path;
mod process;
mod stat;

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Builtin, Obj, R};
use freewheel_kernel::types::protocol;
use freewheel_kernel::types::spec::{Method, ModuleSpec};
use freewheel_kernel::types::struct_sequence;

pub(super) use descriptors::close_range;

use super::system::{number, small};

/// A user's or group's number: -1 stands for none.
pub(super) fn id(th: &mut Thread, v: &Obj) -> R<u32> {
    let n = number(th, v)?;
    if n == -1 {
        return Ok(u32::MAX);
    }
    u32::try_from(n).map_err(|_| {
        let size = if n < 0 { "less than minimum" } else { "greater than maximum" };
        th.raise(Builtin::OverflowError, format_args!("uid is {size}"))
    })
}

/// Users or groups.
pub(super) fn ids(th: &mut Thread, v: &Obj) -> R<Vec<u32>> {
    let mut all = Vec::new();
    for x in protocol::collect(th, v)? {
        let x = id(th, &x)?;
        th.push(&mut all, x)?;
    }
    Ok(all)
}

/// A truth argument that may be left out.
fn truth_or(th: &mut Thread, v: Option<&Obj>, otherwise: bool) -> R<bool> {
    v.map_or(Ok(otherwise), |v| protocol::truth(th, v))
}

/// The `dir_fd` argument.
fn dir_fd(th: &mut Thread, v: Option<&Obj>) -> R<i32> {
    match v.filter(|v| !v.is_none()) {
        None => Ok(libc::AT_FDCWD),
        Some(v) if th.type_of(v).slots.unary().is_some() => small(th, v),
        Some(v) => {
            let t = th.type_name(v);
            Err(th.type_error(format_args!("argument should be integer or None, not {t}")))
        }
    }
}

/// The declaration.
pub(super) static SPEC: ModuleSpec = ModuleSpec {
    name: "_posix",
    doc: "",
    functions: &[
        Method::new("stat", stat::stat),
        Method::new("lstat", stat::lstat),
        Method::new("fstat", stat::fstat),
        Method::new("statvfs", stat::statvfs),
        Method::new("fstatvfs", stat::statvfs),
        Method::new("utime", stat::utime),
    ],
    init: Some(|th, m| {
        for functions in [files::FUNCTIONS, descriptors::FUNCTIONS, process::FUNCTIONS] {
            for f in functions {
                th.add_function(m, f)?;
            }
        }
        for d in [&stat::STAT_RESULT, &stat::STATVFS_RESULT, &process::UNAME, &process::TIMES, &process::TERMINAL_SIZE] {
            let cls = struct_sequence::class(th, d)?;
            th.add_to_module(m, d.short_name(), cls)?;
        }
        constants::add(th, m)
    }),
};
