//! `_io_native`: the base classes of files, and files in memory. The rest of `_io` is in Python, beside these files.
//!
//! A file in memory is one state in a [`LockedState`]: its thread uses it as it is, and once other threads reach the object, each call is one
//! moment under the object's lock. Under it no program code runs: arguments are taken before, and errors raised after.

mod base;
mod buffered_file;
mod bytes_io;
mod cursor;
mod newline_decoder;
mod newlines;
mod string_io;
mod text_file;

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Builtin, Obj, R, Raised};
use freewheel_kernel::types::protocol;
use freewheel_kernel::types::spec::{ModuleSpec, TypeSpec, UnaryOp};

/// The native types.
pub(crate) static TYPES: [&TypeSpec; 10] = [
    &base::IO,
    &base::RAW,
    &base::BUFFERED,
    &base::TEXT,
    &bytes_io::SPEC,
    &string_io::SPEC,
    &newline_decoder::SPEC,
    &text_file::SPEC,
    &buffered_file::RAW_FILE,
    &buffered_file::SPEC,
];

/// How much is asked of a raw file at a time.
const BUFFER_SIZE: i64 = 128 * 1024;

/// Why a call does nothing; found out under a lock, and raised outside of it.
#[derive(Clone, Copy, Debug)]
enum Refusal {
    /// The file is closed.
    Closed,
    /// `__init__` has not been called.
    Unready,
    /// Views keep the bytes where they are.
    Exported,
    /// The position would pass what a position can be.
    TooFar,
    /// There would be more bytes than there can be.
    TooLarge,
    /// No memory.
    NoMemory,
}

impl Refusal {
    #[cold]
    fn raise(self, th: &mut Thread) -> Raised {
        match self {
            Refusal::Closed => closed(th),
            Refusal::Unready => th.value_error(format_args!("I/O operation on uninitialized object")),
            Refusal::Exported => th.raise(Builtin::BufferError, format_args!("Existing exports of data: object cannot be re-sized")),
            Refusal::TooFar => th.raise(Builtin::OverflowError, format_args!("new position too large")),
            Refusal::TooLarge => th.raise(Builtin::OverflowError, format_args!("new buffer size too large")),
            Refusal::NoMemory => th.no_memory(),
        }
    }
}

/// Adds bytes behind those of a buffer.
fn append(to: &mut Vec<u8>, b: &[u8]) -> Result<(), Refusal> {
    to.try_reserve(b.len()).map_err(|_| Refusal::NoMemory)?;
    to.extend_from_slice(b);
    Ok(())
}

/// An attribute for a flag of the state that `with`, in the file that uses this, gives.
macro_rules! flag {
    ($name:literal, $field:ident) => {
        GetSet::write(
            $name,
            |th, v| Ok(Obj::from_bool(with(th, v, |_, b| b.$field))),
            |th, v, x| {
                let on = x.map_or(Ok(false), |x| protocol::truth(th, x))?;
                with(th, v, |_, b| b.$field = on);
                Ok(())
            },
        )
    };
}
use flag;

/// `ValueError: I/O operation on closed file.`
#[cold]
fn closed(th: &mut Thread) -> Raised {
    th.value_error(format_args!("I/O operation on closed file."))
}

/// A size argument; `None`, the default, is -1 for all there is.
#[inline]
fn size_argument(th: &mut Thread, v: Option<&Obj>) -> R<i64> {
    match v {
        None => Ok(-1),
        Some(v) => match v.value().as_small() {
            Some(n) => Ok(n),
            None => size_slow(th, v),
        },
    }
}

fn size_slow(th: &mut Thread, v: &Obj) -> R<i64> {
    if v.is_none() {
        return Ok(-1);
    }
    match protocol::unary_opt(th, UnaryOp::Index, v)? {
        Some(_) => protocol::index_i64(th, v, Builtin::OverflowError),
        None => {
            let t = th.type_name(v);
            Err(th.type_error(format_args!("argument should be integer or None, not '{t}'")))
        }
    }
}

/// A size argument of `truncate`, where `None`, the default, is the position.
fn length_argument(th: &mut Thread, v: Option<&Obj>) -> R<Option<i64>> {
    v.filter(|v| !v.is_none()).map(|v| protocol::index_size(th, v)).transpose()
}

/// A copy of the attributes that a program has given an object, for pickling; `None` when there are none.
fn own_attributes(th: &mut Thread, v: &Obj) -> R<Obj> {
    match protocol::get_attr_text(th, v, "__dict__")? {
        Some(d) if protocol::truth(th, &d)? => protocol::call_method_text(th, &d, "copy", &[]),
        _ => Ok(Obj::NONE),
    }
}

/// Gives an object the attributes of a pickle's state, which come at place `place` in it.
fn set_own_attributes(th: &mut Thread, v: &Obj, given: &Obj, place: &str) -> R<()> {
    if given.is_none() {
        return Ok(());
    }
    if !matches!(th.type_of(given).layout, Builtin::Dict) {
        let t = th.type_name(given);
        return Err(th.type_error(format_args!("{place} item of state should be a dict, got a {t}")));
    }
    let Some(own) = protocol::get_attr_text(th, v, "__dict__")? else { return Ok(()) };
    protocol::call_method_text(th, &own, "update", std::slice::from_ref(given)).map(drop)
}

/// The position of a pickle's state, which comes at place `place` in it.
fn state_position(th: &mut Thread, given: &Obj, place: &str, but: &str) -> R<usize> {
    if !freewheel_kernel::types::int_object::is_int(given) {
        let t = th.type_name(given);
        return Err(th.type_error(format_args!("{place} item of state must be an integer, {but} {t}")));
    }
    let at = protocol::index_size(th, given)?;
    usize::try_from(at).map_err(|_| th.value_error(format_args!("position value cannot be negative")))
}

/// The declaration.
pub(crate) static SPEC: ModuleSpec = ModuleSpec {
    name: "_io_native",
    doc: "Base classes of files, and files in memory.",
    functions: &[],
    init: Some(|th, m| {
        for spec in TYPES {
            let t = th.builtin_type(spec.builtin);
            let name = spec.builtin.name();
            th.add_to_module(m, name.strip_prefix("_io.").unwrap_or(name), t)?;
        }
        let class = base::unsupported_class(th)?;
        th.add_to_module(m, "UnsupportedOperation", class)?;
        let size = th.int(BUFFER_SIZE)?;
        th.add_to_module(m, "DEFAULT_BUFFER_SIZE", size)
    }),
};
