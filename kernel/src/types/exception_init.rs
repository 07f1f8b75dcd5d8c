//! How exceptions are made, and made again: `__new__` and `__init__` of the built-in classes.
//!
//! As in CPython, `__new__` only keeps the arguments; what follows from them is set by `__init__`, each time that it is called. `OSError` alone does all in
//! `__new__`, which picks a class by the error number, unless a class derived from it has an `__init__` and no `__new__` of its own.
//!
//! Safe for threads: nothing changes but fields, each by itself.

use super::exception::{Exception, WRITTEN};
use super::exception_group;
use super::function_types::store;
use super::spec::UnaryOp;
use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::{OrRaise, R};
use crate::object::payload::Object;
use crate::object::{Builtin, Obj};
use crate::types::bytes_object::{Bytes, new_bytes};
use crate::types::type_object::{Type, as_type};
use crate::types::{buffer, int_object, protocol, str_object, tuple_object};

type Init = fn(&mut Thread, &Obj, &Args<'_>) -> R<()>;

fn exception(v: &Obj) -> &Object<Exception> {
    // SAFETY: called through slots of exception classes, which check the receiver, and on what was just made.
    unsafe { v.get_unchecked::<Exception>() }
}

/// Sets a member, which `None` leaves unbound.
fn set(th: &mut Thread, v: &Obj, i: usize, x: Option<&Obj>) -> R<()> {
    store(th, &exception(v).members[i], &exception(v).header, x.cloned().unwrap_or(Obj::UNBOUND))
}

/// Sets `args`.
fn set_args(th: &mut Thread, v: &Obj, args: &[Obj]) -> R<()> {
    let x = exception(v);
    let old = x.args.load(&x.header);
    let old = tuple_object::items(&old);
    // As a rule `__new__` was given the same.
    if old.len() == args.len() && old.iter().zip(args).all(|(a, b)| a.is(b)) {
        return Ok(());
    }
    let args = th.tuple_of(args)?;
    store(th, &x.args, &x.header, args)
}

fn no_keywords(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<()> {
    args.no_keywords(th, th.type_name(v))
}

/// The keyword arguments of `class`, by name.
fn keywords<const N: usize>(th: &mut Thread, class: &str, args: &Args<'_>, names: [&str; N]) -> R<[Option<Obj>; N]> {
    let mut found = [const { None }; N];
    for (k, x) in args.keywords() {
        let k = str_object::text(k);
        match names.iter().position(|n| *n == k) {
            Some(i) => found[i] = Some(x.clone()),
            None => return Err(th.type_error(format_args!("{class}() got an unexpected keyword argument '{k}'"))),
        }
    }
    Ok(found)
}

/// `BaseException.__new__`
pub(super) fn new(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    let ty = as_type(cls).or_raise(th)?;
    let args = th.tuple_of(args.positional())?;
    th.alloc_as(ty, Exception::new(args))
}

/// `BaseException.__init__`
pub(super) fn init(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<()> {
    no_keywords(th, v, args)?;
    set_args(th, v, args.positional())
}

/// Sets what follows from the arguments that a new exception of a class was made with.
pub(super) fn init_made(th: &mut Thread, ty: &Type, v: &Obj, args: &[Obj]) -> R<()> {
    if ty.slots.new().is_some_and(|f| core::ptr::fn_addr_eq(f, OS_NEW)) {
        return os_members(th, v, args);
    }
    match ty.slots.init() {
        // `args` is set, and nothing follows from positional arguments.
        Some(f) if KEEP_ARGS.iter().any(|keep| core::ptr::fn_addr_eq(f, *keep)) => Ok(()),
        Some(f) => f(th, v, &Args::new(args)),
        None => Ok(()),
    }
}

/// Those that do nothing more than `BaseException.__init__`, unless there are keywords.
const KEEP_ARGS: [Init; 3] = [init, name_error, attribute_error];

/// `StopIteration.__init__`
pub(super) fn stop_iteration(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<()> {
    init(th, v, args)?;
    set(th, v, 0, args.all.first())
}

/// `SystemExit.__init__`
pub(super) fn system_exit(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<()> {
    init(th, v, args)?;
    match args.all {
        [] => Ok(()),
        [code] => set(th, v, 0, Some(code)),
        _ => {
            let x = exception(v);
            let all = x.args.load(&x.header);
            set(th, v, 0, Some(&all))
        }
    }
}

/// `ImportError.__init__`
pub(super) fn import_error(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<()> {
    set_args(th, v, args.positional())?;
    let given = keywords(th, "ImportError", args, ["name", "path", "name_from"])?;
    for (i, x) in given.iter().enumerate() {
        set(th, v, i, x.as_ref())?;
    }
    match args.positional() {
        [message] => set(th, v, 3, Some(message)),
        _ => set(th, v, 3, None),
    }
}

/// `NameError.__init__`
pub(super) fn name_error(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<()> {
    set_args(th, v, args.positional())?;
    let [name] = keywords(th, "NameError", args, ["name"])?;
    set(th, v, 0, name.as_ref())
}

/// `AttributeError.__init__`
pub(super) fn attribute_error(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<()> {
    set_args(th, v, args.positional())?;
    let [name, object] = keywords(th, "AttributeError", args, ["name", "obj"])?;
    set(th, v, 0, name.as_ref())?;
    set(th, v, 1, object.as_ref())
}

/// The `OSError` subclass for an error number.
fn os_class(errno: i64) -> Option<Builtin> {
    Some(match errno {
        1 | 13 => Builtin::PermissionError,
        2 => Builtin::FileNotFoundError,
        3 => Builtin::ProcessLookupError,
        4 => Builtin::InterruptedError,
        10 => Builtin::ChildProcessError,
        11 | 114 | 115 => Builtin::BlockingIOError,
        17 => Builtin::FileExistsError,
        20 => Builtin::NotADirectoryError,
        21 => Builtin::IsADirectoryError,
        32 | 108 => Builtin::BrokenPipeError,
        103 => Builtin::ConnectionAbortedError,
        104 => Builtin::ConnectionResetError,
        110 => Builtin::TimeoutError,
        111 => Builtin::ConnectionRefusedError,
        _ => return None,
    })
}

const OS_NEW: super::type_object::NewFn = os_new;
const OS_INIT: Init = os_init;

/// Whether `__init__` sets what other classes' `__new__` does: of a class that has the one and not the other.
fn is_set_by_init(ty: &Type) -> bool {
    ty.slots.init().is_some_and(|f| !core::ptr::fn_addr_eq(f, OS_INIT)) && ty.slots.new().is_some_and(|f| core::ptr::fn_addr_eq(f, OS_NEW))
}

/// `OSError.__new__`
pub(super) fn os_new(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    let mut ty = as_type(cls).or_raise(th)?;
    let empty = th.isolate().empty_tuple();
    if is_set_by_init(ty) {
        return th.alloc_as(ty, Exception::new(empty));
    }
    args.no_keywords(th, ty.name_text())?;
    if core::ptr::eq(ty, th.isolate().ty(Builtin::OSError))
        && let [number, _, ..] = args.all
        && args.all.len() <= 5
        && let Some(class) = int_object::to_i64(number).and_then(os_class)
    {
        ty = th.isolate().ty(class);
    }
    let e = th.alloc_as(ty, Exception::new(empty))?;
    os_members(th, &e, args.all)?;
    Ok(e)
}

/// `OSError.__init__`
pub(super) fn os_init(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<()> {
    if !is_set_by_init(th.type_of(v)) {
        return Ok(());
    }
    no_keywords(th, v, args)?;
    os_members(th, v, args.all)
}

/// Whether a value is a number, as the third argument of `BlockingIOError` may be.
fn is_number(th: &mut Thread, v: &Obj) -> R<bool> {
    if int_object::is_int(v) {
        return Ok(true);
    }
    for op in [UnaryOp::Index, UnaryOp::Int, UnaryOp::Float] {
        if th.type_of(v).lookup(th.name(op.name())).is_some() {
            return Ok(true);
        }
    }
    Ok(v.get::<crate::types::complex_type::Complex>().is_some())
}

/// `OSError(errno, strerror, filename, winerror, filename2)`: the file's name is an attribute and no argument.
fn os_members(th: &mut Thread, v: &Obj, args: &[Obj]) -> R<()> {
    let (mut number, mut text, mut kept) = (None, None, args);
    if let [errno, strerror, rest @ ..] = args
        && rest.len() <= 3
    {
        (number, text) = (Some(errno), Some(strerror));
        if let Some(file) = rest.first().filter(|f| !f.is_none()) {
            if core::ptr::eq(th.type_of(v), th.isolate().ty(Builtin::BlockingIOError)) && is_number(th, file)? {
                set_written(th, v, Some(file))?;
            } else {
                set(th, v, 2, Some(file))?;
                if let Some(second) = rest.get(2).filter(|f| !f.is_none()) {
                    set(th, v, 3, Some(second))?;
                }
                kept = &args[..2];
            }
        }
    }
    set(th, v, 0, number)?;
    set(th, v, 1, text)?;
    set_args(th, v, kept)
}

/// Sets `characters_written`, where -1 stands for nothing.
pub(super) fn set_written(th: &mut Thread, v: &Obj, n: Option<&Obj>) -> R<()> {
    let n = match n {
        Some(n) => Some(protocol::index_i64(th, n, Builtin::ValueError)?).filter(|n| *n != -1),
        None => None,
    };
    let n = match n {
        Some(n) => Some(th.int(n)?),
        None => None,
    };
    set(th, v, WRITTEN, n.as_ref())
}

/// `SyntaxError.__init__(msg, (filename, lineno, offset, text, end_lineno, end_offset, metadata))`
pub(super) fn syntax_error(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<()> {
    init(th, v, args)?;
    if let Some(message) = args.all.first() {
        set(th, v, 0, Some(message))?;
    }
    let [_, details] = args.all else { return Ok(()) };
    let details = protocol::collect(th, details)?;
    let n = details.len();
    if !(4..=7).contains(&n) {
        let (bound, limit) = if n < 4 { ("least", 4) } else { ("most", 7) };
        return Err(th.type_error(format_args!("function takes at {bound} {limit} arguments ({n} given)")));
    }
    for i in 0..6 {
        set(th, v, i + 1, details.get(i))?;
    }
    if n == 5 {
        return Err(th.type_error(format_args!("end_offset must be provided when end_lineno is provided")));
    }
    Ok(())
}

/// `UnicodeDecodeError.__init__(encoding, object, start, end, reason)`
pub(super) fn unicode_decode_error(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<()> {
    init(th, v, args)?;
    check_unicode_arguments(th, args.all, 5, true)?;
    let [encoding, object, rest @ ..] = args.all else { return Ok(()) };
    // Whatever bytes were in, they do not change any more.
    let object = match buffer::as_buffer(th, object)? {
        Some(b) if object.get::<Bytes>().is_none() => new_bytes(th, &b)?,
        _ => object.clone(),
    };
    set_unicode_members(th, v, Some(encoding), &object, rest)
}

/// `UnicodeEncodeError.__init__(encoding, object, start, end, reason)`
pub(super) fn unicode_encode_error(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<()> {
    init(th, v, args)?;
    check_unicode_arguments(th, args.all, 5, false)?;
    let [encoding, object, rest @ ..] = args.all else { return Ok(()) };
    set_unicode_members(th, v, Some(encoding), object, rest)
}

/// `UnicodeTranslateError.__init__(object, start, end, reason)`
pub(super) fn unicode_translate_error(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<()> {
    init(th, v, args)?;
    check_unicode_arguments(th, args.all, 4, false)?;
    let [object, rest @ ..] = args.all else { return Ok(()) };
    set_unicode_members(th, v, None, object, rest)
}

fn set_unicode_members(th: &mut Thread, v: &Obj, encoding: Option<&Obj>, object: &Obj, rest: &[Obj]) -> R<()> {
    let [start, end, reason] = rest else { return Ok(()) };
    let bound = |th: &mut Thread, n: &Obj| {
        let n = protocol::index_size(th, n)?;
        th.int(n)
    };
    let (start, end) = (bound(th, start)?, bound(th, end)?);
    for (i, x) in [encoding, Some(object), Some(&start), Some(&end), Some(reason)].into_iter().enumerate() {
        set(th, v, i, x)?;
    }
    Ok(())
}

/// Arguments that the Unicode errors insist on; without an encoding all come one place earlier.
fn check_unicode_arguments(th: &mut Thread, a: &[Obj], wanted: usize, decoding: bool) -> R<()> {
    let given = a.len();
    if given != wanted {
        return Err(th.type_error(format_args!("function takes exactly {wanted} arguments ({given} given)")));
    }
    for (n, x) in a.iter().enumerate() {
        let i = n + 5 - wanted;
        let right = match i {
            1 if decoding => buffer::has_buffer(x),
            2 | 3 => int_object::is_int(x) || th.type_of(x).lookup(th.name(UnaryOp::Index.name())).is_some(),
            _ => x.get::<str_object::Str>().is_some(),
        };
        if !right {
            let (n, t, shown) = (n + 1, th.type_name(x), th.argument_type(x));
            return Err(match i {
                1 if decoding => th.type_error(format_args!("a bytes-like object is required, not '{t}'")),
                2 | 3 => th.type_error(format_args!("'{t}' object cannot be interpreted as an integer")),
                _ => th.type_error(format_args!("argument {n} must be str, not {shown}")),
            });
        }
    }
    Ok(())
}

/// `BaseExceptionGroup.__new__`
pub(super) fn group_new(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    let ty = as_type(cls).or_raise(th)?;
    exception_group::new(th, ty, args.positional())
}
