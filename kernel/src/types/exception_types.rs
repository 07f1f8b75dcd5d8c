//! Exception classes: construction, text, attributes.

use alloc::string::String;

use super::exception::{Exception, Traceback, WRITTEN, as_exception, init_members, make_of, member_names, set_cause};
use super::function_types::{DICT_ATTRIBUTE, field_or_none, store};
use super::spec::{BASE, DICT, GetSet, Method, SlotSpec, TypeSpec, Vtable};
use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R, Raised};
use crate::native::{Args, Signature};
use crate::object::payload::Object;
use crate::object::{Builtin, Field, Obj};
use crate::prim::Ordering;
use crate::text::text_buf::TextBuf;
use crate::types::bytes_object::{Bytes, new_bytes};
use crate::types::type_object::as_type;
use crate::types::{buffer, exception_group, exception_state, protocol, str_object, tuple_object};

static VTABLE: Vtable = Vtable::of::<Exception>();

fn exception(v: &Obj) -> &Object<Exception> {
    // SAFETY: called through slots and attributes of exception classes, which check the receiver.
    unsafe { v.get_unchecked::<Exception>() }
}

/// The built-in class with members that a class derives from, and the position of a member in it.
fn member(th: &Thread, v: &Obj, name: &str) -> Option<usize> {
    let ty = th.type_of(v);
    ty.mro().iter().filter_map(|t| t.spec).find_map(|s| member_names(s.builtin).iter().position(|m| *m == name))
}

fn args_of(v: &Obj) -> Obj {
    exception(v).args.load(&exception(v).header)
}

const SLOTS: SlotSpec = SlotSpec {
    repr: Some(|th, v| {
        let ty = th.type_of(v);
        let name = ty.name.load(&ty.header);
        let args = args_of(v);
        let items = tuple_object::items(&args);
        if is(th, v, Builtin::ImportError) {
            return import_repr(th, v);
        }
        if is(th, v, Builtin::BaseExceptionGroup) {
            return exception_group::repr(th, v);
        }
        if let [one] = items {
            let r = protocol::repr(th, one)?;
            return th.str_fmt(format_args!("{}({})", str_object::text(&name), str_object::text(&r)));
        }
        let r = protocol::repr(th, &args)?;
        th.str_fmt(format_args!("{}{}", str_object::text(&name), str_object::text(&r)))
    }),
    str: Some(text),
    new: Some(new),
    init: Some(init),
    ..SlotSpec::NONE
};

/// `repr()` of an import's failure, with the name and path that it knows.
fn import_repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let (x, mut out) = (exception(v), TextBuf::new());
    let name = th.type_of(v).name_text();
    out.push_fmt(format_args!("{name}(")).or_raise(th)?;
    let mut separator = "";
    let args = args_of(v);
    for item in tuple_object::items(&args) {
        let shown = protocol::repr(th, item)?;
        out.push_fmt(format_args!("{separator}{}", str_object::text(&shown))).or_raise(th)?;
        separator = ", ";
    }
    for (i, key) in [(0, "name"), (1, "path")] {
        if let Some(value) = x.members[i].get(&x.header).filter(|m| !m.is_none()) {
            let shown = protocol::repr(th, &value)?;
            out.push_fmt(format_args!("{separator}{key}={}", str_object::text(&shown))).or_raise(th)?;
            separator = ", ";
        }
    }
    out.push_str(")").or_raise(th)?;
    th.str(out.as_str())
}

fn is(th: &Thread, v: &Obj, c: Builtin) -> bool {
    th.type_of(v).is_subtype_of(th.isolate(), c)
}

/// `str(e)`
fn text(th: &mut Thread, v: &Obj) -> R<Obj> {
    let args = args_of(v);
    let items = tuple_object::items(&args);
    let x = exception(v);
    let m = |i: usize| x.members[i].get(&x.header);
    if is(th, v, Builtin::KeyError) {
        if let [one] = items {
            return protocol::repr(th, one);
        }
    } else if is(th, v, Builtin::OSError) {
        if let (Some(n), Some(s)) = (m(0), m(1)) {
            let (n, s) = (protocol::str(th, &n)?, protocol::str(th, &s)?);
            if let Some(f) = m(2).filter(|f| !f.is_none()) {
                let f = protocol::repr(th, &f)?;
                if let Some(g) = m(3).filter(|f| !f.is_none()) {
                    let g = protocol::repr(th, &g)?;
                    return th.str_fmt(format_args!(
                        "[Errno {}] {}: {} -> {}",
                        str_object::text(&n),
                        str_object::text(&s),
                        str_object::text(&f),
                        str_object::text(&g)
                    ));
                }
                return th.str_fmt(format_args!("[Errno {}] {}: {}", str_object::text(&n), str_object::text(&s), str_object::text(&f)));
            }
            return th.str_fmt(format_args!("[Errno {}] {}", str_object::text(&n), str_object::text(&s)));
        }
    } else if is(th, v, Builtin::SyntaxError) {
        let msg = m(0).unwrap_or(Obj::NONE);
        let msg = protocol::str(th, &msg)?;
        let file = m(1).filter(|f| f.get::<str_object::Str>().is_some());
        let line = m(2).filter(|l| l.value().is_small());
        let base = |f: &Obj| String::from(str_object::text(f).rsplit('/').next().unwrap_or(""));
        return match (file, line) {
            (Some(f), Some(l)) => {
                let l = l.value().small_unchecked();
                th.str_fmt(format_args!("{} ({}, line {l})", str_object::text(&msg), base(&f)))
            }
            (Some(f), None) => th.str_fmt(format_args!("{} ({})", str_object::text(&msg), base(&f))),
            (None, Some(l)) => {
                let l = l.value().small_unchecked();
                th.str_fmt(format_args!("{} (line {l})", str_object::text(&msg)))
            }
            _ => Ok(msg),
        };
    } else if is(th, v, Builtin::ImportError) {
        if let Some(msg) = m(3).filter(|m| m.exact::<str_object::Str>().is_some()) {
            return Ok(msg);
        }
    } else if [Builtin::UnicodeDecodeError, Builtin::UnicodeEncodeError, Builtin::UnicodeTranslateError].iter().any(|c| is(th, v, *c)) {
        if let Some(t) = unicode_text(th, v)? {
            return Ok(t);
        }
    } else if is(th, v, Builtin::BaseExceptionGroup) {
        return exception_group::text(th, v);
    }
    match items {
        [] => th.str(""),
        [one] => protocol::str(th, one),
        _ => protocol::str(th, &args),
    }
}

fn unicode_text(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    let x = exception(v);
    let m = |i: usize| x.members[i].get(&x.header);
    let (Some(object), Some(start), Some(end), Some(reason)) = (m(1), m(2), m(3), m(4)) else { return Ok(None) };
    let (Some(start), Some(end)) = (start.value().as_small(), end.value().as_small()) else { return Ok(None) };
    let r = str_object::text(&reason);
    let decoding = is(th, v, Builtin::UnicodeDecodeError);
    let what = if decoding { "decode" } else { "encode" };
    let who = match m(0) {
        _ if is(th, v, Builtin::UnicodeTranslateError) => th.str("can't translate")?,
        Some(encoding) => th.str_fmt(format_args!("'{}' codec can't {what}", str_object::text(&encoding)))?,
        None => return Ok(None),
    };
    let who = str_object::text(&who);
    let unit = if decoding { "byte" } else { "character" };
    if end == start + 1 {
        let t = if decoding {
            let b = crate::types::bytes_object::byte_at(&object, start as usize).unwrap_or(0);
            th.str_fmt(format_args!("{who} {unit} 0x{b:02x} in position {start}: {r}"))?
        } else {
            let c = str_object::text(&object).chars().nth(start as usize).unwrap_or('?') as u32;
            if c <= 0xff {
                th.str_fmt(format_args!("{who} {unit} '\\x{c:02x}' in position {start}: {r}"))?
            } else if c <= 0xffff {
                th.str_fmt(format_args!("{who} {unit} '\\u{c:04x}' in position {start}: {r}"))?
            } else {
                th.str_fmt(format_args!("{who} {unit} '\\U{c:08x}' in position {start}: {r}"))?
            }
        };
        return Ok(Some(t));
    }
    let last = end - 1;
    th.str_fmt(format_args!("{who} {unit}s in position {start}-{last}: {r}")).map(Some)
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

fn new(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    let mut ty = as_type(cls).or_raise(th)?;
    let positional = args.positional();
    if core::ptr::eq(ty, th.isolate().ty(Builtin::OSError))
        && positional.len() >= 2
        && let Some(class) = positional[0].value().as_small().and_then(os_class)
    {
        ty = th.isolate().ty(class);
    }
    if ty.is_subtype_of(th.isolate(), Builtin::BaseExceptionGroup) {
        return exception_group::new(th, ty, positional);
    }
    // The file name of an `OSError` is an attribute, not an argument.
    let kept = if ty.is_subtype_of(th.isolate(), Builtin::OSError) && (3..=5).contains(&positional.len()) { 2 } else { positional.len() };
    let full = th.tuple_of(positional)?;
    let e = make_of(th, ty, full)?;
    if kept != positional.len() {
        let short = th.tuple_of(&positional[..kept])?;
        drop(exception(&e).args.replace_raw(short));
    }
    Ok(e)
}

/// Arguments that the Unicode errors insist on.
fn check_unicode_arguments(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<()> {
    let decoding = is(th, v, Builtin::UnicodeDecodeError);
    let translating = is(th, v, Builtin::UnicodeTranslateError);
    if !decoding && !translating && !is(th, v, Builtin::UnicodeEncodeError) {
        return Ok(());
    }
    let a = args.positional();
    let (given, wanted) = (a.len(), if translating { 4 } else { 5 });
    if given != wanted {
        return Err(th.type_error(format_args!("function takes exactly {wanted} arguments ({given} given)")));
    }
    for (n, x) in a.iter().enumerate() {
        // Without an encoding all come one place earlier.
        let i = if translating { n + 1 } else { n };
        let (right, wanted) = match i {
            1 if decoding => (buffer::has_buffer(x), "bytes"),
            2 | 3 => (crate::types::int_object::is_int(x), "int"),
            _ => (x.get::<str_object::Str>().is_some(), "str"),
        };
        if !right {
            let (n, t) = (n + 1, th.argument_type(x));
            return Err(match i {
                1 if decoding => th.type_error(format_args!("a bytes-like object is required, not '{t}'")),
                2 | 3 => th.type_error(format_args!("'{t}' object cannot be interpreted as an integer")),
                _ => th.type_error(format_args!("argument {n} must be {wanted}, not {t}")),
            });
        }
    }
    Ok(())
}

fn init(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<()> {
    check_unicode_arguments(th, v, args)?;
    let ty = th.type_of(v);
    let name = ty.name_text();
    let import = is(th, v, Builtin::ImportError);
    if import {
        // What an earlier call set is forgotten.
        for m in &exception(v).members {
            drop(m.replace_raw(Obj::UNBOUND));
        }
    }
    if ty.is_heap() || import {
        let all = th.tuple_of(args.positional())?;
        store(th, &exception(v).args, &exception(v).header, all)?;
        init_members(th, v);
    }
    for (k, x) in args.keywords() {
        let k = str_object::text(k);
        let allowed = (is(th, v, Builtin::ImportError) && matches!(k, "name" | "path" | "name_from"))
            || (is(th, v, Builtin::NameError) && k == "name")
            || (is(th, v, Builtin::AttributeError) && matches!(k, "name" | "obj"));
        match member(th, v, k) {
            Some(i) if allowed => store(th, &exception(v).members[i], &exception(v).header, x.clone())?,
            _ if is(th, v, Builtin::ImportError) || is(th, v, Builtin::NameError) || is(th, v, Builtin::AttributeError) => {
                return Err(th.type_error(format_args!("{name}() got an unexpected keyword argument '{k}'")));
            }
            _ => return Err(th.type_error(format_args!("{name}() takes no keyword arguments"))),
        }
    }
    if is(th, v, Builtin::SyntaxError) {
        syntax_members(th, v)?;
    }
    if is(th, v, Builtin::UnicodeDecodeError) {
        // Whatever bytes were in, they do not change any more.
        let x = exception(v);
        let object = x.members[1].get(&x.header).filter(|o| o.get::<Bytes>().is_none());
        if let Some(object) = object
            && let Some(b) = buffer::as_buffer(th, &object)?
        {
            let b = new_bytes(th, &b)?;
            store(th, &x.members[1], &x.header, b)?;
        }
    }
    Ok(())
}

/// `SyntaxError(msg, (filename, lineno, offset, text, end_lineno, end_offset))`
fn syntax_members(th: &mut Thread, v: &Obj) -> R<()> {
    let args = args_of(v);
    let items = tuple_object::items(&args);
    let x = exception(v);
    if let Some(msg) = items.first() {
        store(th, &x.members[0], &x.header, msg.clone())?;
    }
    if let [_, details] = items {
        let details = protocol::collect(th, details)?;
        for (i, d) in details.into_iter().take(6).enumerate() {
            store(th, &x.members[i + 1], &x.header, d)?;
        }
    }
    Ok(())
}

const METHODS: &[Method] = &[
    Method::new("with_traceback", |th, v, args| {
        let [tb] = args.exactly::<1>(th, "with_traceback")?;
        set_traceback(th, v, tb)?;
        Ok(v.clone())
    }),
    Method::new("add_note", |th, v, args| {
        let [note] = args.exactly::<1>(th, "add_note")?;
        if note.get::<str_object::Str>().is_none() {
            let t = th.type_name(note);
            return Err(th.type_error(format_args!("add_note() argument must be str, not {t}")));
        }
        let key = th.name(crate::isolate::names::NOTES);
        let list = match protocol::get_attr_opt(th, v, key)? {
            Some(l) => l,
            None => {
                // Threads that add notes at once agree on one list.
                let l = th.list(alloc::vec::Vec::new())?;
                let d = crate::types::attribute::dict_of(th, v, th.type_of(v))?;
                match d.get::<crate::types::dict_object::Dict>() {
                    Some(d) => d.set_default(th, key, &l)?.0,
                    None => l,
                }
            }
        };
        match list.get::<crate::types::list_object::List>() {
            Some(l) => l.push(th, note.clone())?,
            None => return Err(th.type_error(format_args!("Cannot add note: __notes__ is not a list"))),
        }
        Ok(Obj::NONE)
    }),
    exception_state::REDUCE,
    exception_state::SETSTATE,
];

fn set_traceback(th: &mut Thread, v: &Obj, tb: &Obj) -> R<()> {
    let x = exception(v);
    if tb.is_none() {
        return store(th, &x.traceback, &x.header, Obj::UNBOUND);
    }
    if tb.exact::<Traceback>().is_none() {
        return Err(th.type_error(format_args!("__traceback__ must be a traceback or None")));
    }
    store(th, &x.traceback, &x.header, tb.clone())
}

/// What cannot be deleted.
fn kept(th: &mut Thread, attribute: &str) -> Raised {
    th.type_error(format_args!("{attribute} may not be deleted"))
}

fn set_exception(th: &mut Thread, v: Option<&Obj>, what: &str, attribute: &str) -> R<Obj> {
    match v {
        None => Err(kept(th, attribute)),
        Some(x) if x.is_none() => Ok(Obj::UNBOUND),
        Some(x) if as_exception(x).is_some() => Ok(x.clone()),
        Some(_) => Err(th.type_error(format_args!("exception {what} must be None or derive from BaseException"))),
    }
}

const GETSETS: &[GetSet] = &[
    GetSet::write(
        "args",
        |_, v| Ok(args_of(v)),
        |th, v, x| {
            let Some(x) = x else { return Err(kept(th, "args")) };
            let items = protocol::collect(th, x)?;
            let t = th.tuple(items)?;
            store(th, &exception(v).args, &exception(v).header, t)
        },
    ),
    GetSet::write(
        "__traceback__",
        |_, v| Ok(field_or_none(&exception(v).traceback, &exception(v).header)),
        |th, v, x| match x {
            Some(x) => set_traceback(th, v, x),
            None => Err(kept(th, "__traceback__")),
        },
    ),
    GetSet::write(
        "__cause__",
        |_, v| Ok(field_or_none(&exception(v).cause, &exception(v).header)),
        |th, v, x| {
            let c = set_exception(th, x, "cause", "__cause__")?;
            set_cause(th, v, if c.is_unbound() { Obj::NONE } else { c })
        },
    ),
    GetSet::write(
        "__context__",
        |_, v| Ok(field_or_none(&exception(v).context, &exception(v).header)),
        |th, v, x| {
            let c = set_exception(th, x, "context", "__context__")?;
            store(th, &exception(v).context, &exception(v).header, c)
        },
    ),
    GetSet::write(
        "__suppress_context__",
        |_, v| Ok(Obj::from_bool(exception(v).suppress.load(Ordering::Relaxed))),
        |th, v, x| {
            let Some(x) = x else { return Err(th.type_error(format_args!("can't delete numeric/char attribute"))) };
            if !x.is(&Obj::TRUE) && !x.is(&Obj::FALSE) {
                return Err(th.type_error(format_args!("attribute value type must be bool")));
            }
            // Relaxed: a flag that publishes nothing.
            exception(v).suppress.store(x.is(&Obj::TRUE), Ordering::Relaxed);
            Ok(())
        },
    ),
    DICT_ATTRIBUTE,
];

macro_rules! member_attribute {
    ($i:literal, $name:literal) => {
        GetSet::write(
            $name,
            |_, v| Ok(field_or_none(&exception(v).members[$i], &exception(v).header)),
            |th, v, x| store(th, &exception(v).members[$i], &exception(v).header, x.cloned().unwrap_or(Obj::UNBOUND)),
        )
    };
}

const fn declare(builtin: Builtin, getsets: &'static [GetSet]) -> TypeSpec {
    TypeSpec { flags: BASE | DICT, getsets, ..TypeSpec::new(builtin, &VTABLE) }
}

/// `BaseException`, which the others inherit everything from.
pub static BASE_EXCEPTION: TypeSpec =
    TypeSpec { slots: SLOTS, methods: METHODS, doc: "Common base class for all exceptions", ..declare(Builtin::BaseException, GETSETS) };
static STOP_ITERATION: TypeSpec = declare(Builtin::StopIteration, &[member_attribute!(0, "value")]);
static SYSTEM_EXIT: TypeSpec = declare(Builtin::SystemExit, &[member_attribute!(0, "code")]);
static IMPORT_ERROR: TypeSpec = declare(
    Builtin::ImportError,
    &[member_attribute!(0, "name"), member_attribute!(1, "path"), member_attribute!(2, "name_from"), member_attribute!(3, "msg")],
);
static NAME_ERROR: TypeSpec = declare(Builtin::NameError, &[member_attribute!(0, "name")]);
static ATTRIBUTE_ERROR: TypeSpec = declare(Builtin::AttributeError, &[member_attribute!(0, "name"), member_attribute!(1, "obj")]);
static OS_ERROR: TypeSpec = declare(
    Builtin::OSError,
    &[member_attribute!(0, "errno"), member_attribute!(1, "strerror"), member_attribute!(2, "filename"), member_attribute!(3, "filename2")],
);
static BLOCKING_IO_ERROR: TypeSpec = declare(
    Builtin::BlockingIOError,
    &[GetSet::write(
        "characters_written",
        |th, v| match exception(v).members[WRITTEN].get(&exception(v).header) {
            Some(n) => Ok(n),
            None => Err(th.raise(Builtin::AttributeError, format_args!("characters_written"))),
        },
        |th, v, x| {
            let n = match x {
                Some(x) => {
                    let n = protocol::index_size(th, x)?;
                    th.int(n)?
                }
                None if exception(v).members[WRITTEN].peek().is_unbound() => {
                    return Err(th.raise(Builtin::AttributeError, format_args!("characters_written")));
                }
                None => Obj::UNBOUND,
            };
            store(th, &exception(v).members[WRITTEN], &exception(v).header, n)
        },
    )],
);
static SYNTAX_ERROR: TypeSpec = declare(
    Builtin::SyntaxError,
    &[
        member_attribute!(0, "msg"),
        member_attribute!(1, "filename"),
        member_attribute!(2, "lineno"),
        member_attribute!(3, "offset"),
        member_attribute!(4, "text"),
        member_attribute!(5, "end_lineno"),
        member_attribute!(6, "end_offset"),
    ],
);
static UNICODE_ERROR: TypeSpec = declare(
    Builtin::UnicodeError,
    &[
        member_attribute!(0, "encoding"),
        member_attribute!(1, "object"),
        member_attribute!(2, "start"),
        member_attribute!(3, "end"),
        member_attribute!(4, "reason"),
    ],
);
static GROUP: TypeSpec = TypeSpec { methods: exception_group::METHODS, ..declare(Builtin::BaseExceptionGroup, exception_group::GETSETS) };

/// Declarations with members of their own.
pub static WITH_MEMBERS: &[&TypeSpec] = &[
    &BASE_EXCEPTION,
    &STOP_ITERATION,
    &SYSTEM_EXIT,
    &IMPORT_ERROR,
    &NAME_ERROR,
    &ATTRIBUTE_ERROR,
    &OS_ERROR,
    &BLOCKING_IO_ERROR,
    &SYNTAX_ERROR,
    &UNICODE_ERROR,
    &GROUP,
    &TRACEBACK,
];

const COUNT: usize = Builtin::ALL.len() - Builtin::BaseException as usize;

/// One plain declaration per exception class.
static PLAIN: [TypeSpec; COUNT] = {
    let mut all = [const { declare(Builtin::BaseException, &[]) }; COUNT];
    let mut i = 0;
    while i < COUNT {
        all[i].builtin = Builtin::ALL[Builtin::BaseException as usize + i];
        i += 1;
    }
    all
};

/// The plain declaration of an exception class.
pub fn plain(b: Builtin) -> Option<&'static TypeSpec> {
    if b.is_exception() { PLAIN.get(b as usize - Builtin::BaseException as usize) } else { None }
}

fn traceback(v: &Obj) -> &Object<Traceback> {
    // SAFETY: as in `exception`.
    unsafe { v.get_unchecked::<Traceback>() }
}

/// `tb_next = x`, which must not lead back to where it is set. Two threads that set two ends at once can still close a ring,
/// as in CPython.
fn set_next(th: &mut Thread, v: &Obj, x: Option<&Obj>) -> R<()> {
    let Some(x) = x else { return Err(th.type_error(format_args!("can't delete tb_next attribute"))) };
    if x.is_none() {
        return store(th, &traceback(v).next, &traceback(v).header, Obj::UNBOUND);
    }
    let mut at = x.clone();
    if at.exact::<Traceback>().is_none() {
        let t = th.type_name(x);
        return Err(th.type_error(format_args!("expected traceback object, got '{t}'")));
    }
    while let Some(t) = at.exact::<Traceback>() {
        if at.is(v) {
            return Err(th.value_error(format_args!("traceback loop detected")));
        }
        let Some(next) = t.next.get(&t.header) else { break };
        at = next;
    }
    store(th, &traceback(v).next, &traceback(v).header, x.clone())
}

/// `TracebackType(tb_next, tb_frame, tb_lasti, tb_lineno)`
fn new_traceback(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    const SIGNATURE: Signature<4> = Signature {
        name: "traceback",
        parameters: ["tb_next", "tb_frame", "tb_lasti", "tb_lineno"],
        required: 4,
        positional_only: 0,
        keyword_only_from: 4,
    };
    let [next, frame, lasti, line] = args.bind(th, &SIGNATURE)?.map(|v| v.cloned().unwrap_or(Obj::NONE));
    if !next.is_none() && next.exact::<Traceback>().is_none() {
        let t = th.type_name(&next);
        return Err(th.type_error(format_args!("expected traceback object or None, got '{t}'")));
    }
    let Some((code, globals)) = super::frame_object::parts_of(&frame) else {
        let t = th.argument_type(&frame);
        return Err(th.type_error(format_args!("traceback() argument 'tb_frame' must be frame, not {t}")));
    };
    let mut small = |v: &Obj| {
        let n = protocol::index_i64(th, v, Builtin::OverflowError)?;
        i32::try_from(n).map_err(|_| th.raise(Builtin::OverflowError, format_args!("Python int too large to convert to C int")))
    };
    let (lasti, line) = (small(&lasti)?, small(&line)?);
    let next = Field::new(if next.is_none() { Obj::UNBOUND } else { next });
    // None is before the first.
    let pc = u32::try_from(lasti).unwrap_or(0);
    th.alloc(Traceback { next, code, globals, pc, line: u32::try_from(line).unwrap_or(0), frame })
}

static TRACEBACK: TypeSpec = TypeSpec {
    slots: SlotSpec { new: Some(new_traceback), ..SlotSpec::NONE },
    getsets: &[
        GetSet::write("tb_next", |_, v| Ok(field_or_none(&traceback(v).next, &traceback(v).header)), set_next),
        GetSet::read("tb_lineno", |th, v| {
            let t = traceback(v);
            let line = if t.line == 0 { t.location().line } else { t.line };
            th.int(i64::from(line))
        }),
        GetSet::read("tb_lasti", |th, v| {
            let t = traceback(v);
            th.int(i64::from(t.pc) * if t.frame.is_unbound() { 2 } else { 1 })
        }),
        GetSet::read("tb_frame", |th, v| super::frame_object::of_traceback(th, traceback(v))),
    ],
    ..TypeSpec::new(Builtin::Traceback, const { &Vtable::of::<Traceback>() })
};
