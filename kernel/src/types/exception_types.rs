//! Exception classes: construction, text, attributes.

use alloc::string::String;

use super::exception::{Exception, Traceback, WRITTEN, as_exception, set_cause};
use super::exception_init;
use super::function_types::{DICT_ATTRIBUTE, field_or_none, store};
use super::spec::{BASE, DICT, GetSet, Method, SlotSpec, TypeSpec, Vtable};
use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R, Raised};
use crate::native::{Args, Signature};
use crate::object::payload::Object;
use crate::object::{Builtin, Field, Obj};
use crate::prim::Ordering;
use crate::refcount::sharing;
use crate::text::text_buf::TextBuf;
use crate::types::bytes_object::Bytes;
use crate::types::{exception_group, exception_state, int_object, protocol, str_object, tuple_object};

static VTABLE: Vtable = Vtable::of::<Exception>();

fn exception(v: &Obj) -> &Object<Exception> {
    // SAFETY: called through slots and attributes of exception classes, which check the receiver.
    unsafe { v.get_unchecked::<Exception>() }
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
    new: Some(exception_init::new),
    init: Some(exception_init::init),
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
        let file = m(2);
        if file.is_some() || m(0).is_some() && m(1).is_some() {
            let (n, s) = (m(0).unwrap_or(Obj::NONE), m(1).unwrap_or(Obj::NONE));
            let (n, s) = (protocol::str(th, &n)?, protocol::str(th, &s)?);
            let (n, s) = (str_object::text(&n), str_object::text(&s));
            let Some(f) = file else { return th.str_fmt(format_args!("[Errno {n}] {s}")) };
            let f = protocol::repr(th, &f)?;
            let f = str_object::text(&f);
            let Some(g) = m(3) else { return th.str_fmt(format_args!("[Errno {n}] {s}: {f}")) };
            let g = protocol::repr(th, &g)?;
            return th.str_fmt(format_args!("[Errno {n}] {s}: {f} -> {}", str_object::text(&g)));
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
        return unicode_text(th, v);
    } else if is(th, v, Builtin::BaseExceptionGroup) {
        return exception_group::text(th, v);
    }
    match items {
        [] => th.str(""),
        [one] => protocol::str(th, one),
        _ => protocol::str(th, &args),
    }
}

/// `str()` of the Unicode errors that say where they are; of one that `__init__` has not seen it is empty.
fn unicode_text(th: &mut Thread, v: &Obj) -> R<Obj> {
    let x = exception(v);
    let m = |i: usize| x.members[i].get(&x.header);
    let Some(object) = m(1) else { return th.str("") };
    let decoding = is(th, v, Builtin::UnicodeDecodeError);
    if if decoding { object.get::<Bytes>().is_none() } else { object.get::<str_object::Str>().is_none() } {
        let what = if decoding { "bytes" } else { "string" };
        return Err(th.type_error(format_args!("UnicodeError 'object' attribute must be a {what}")));
    }
    let shown = |th: &mut Thread, i: usize| match m(i) {
        Some(s) => protocol::str(th, &s),
        None => th.str("<NULL>"),
    };
    let r = shown(th, 4)?;
    let r = str_object::text(&r);
    let what = if decoding { "decode" } else { "encode" };
    let who = if is(th, v, Builtin::UnicodeTranslateError) {
        th.str("can't translate")?
    } else {
        let encoding = shown(th, 0)?;
        th.str_fmt(format_args!("'{}' codec can't {what}", str_object::text(&encoding)))?
    };
    let who = str_object::text(&who);
    let number = |i: usize| m(i).and_then(|n| int_object::to_i64(&n)).unwrap_or(0);
    let (start, end) = (number(2), number(3));
    // One unit, if it is there.
    if let Ok(at) = usize::try_from(start)
        && start.checked_add(1) == Some(end)
    {
        if decoding {
            if let Some(b) = crate::types::bytes_object::byte_at(&object, at) {
                return th.str_fmt(format_args!("{who} byte 0x{b:02x} in position {start}: {r}"));
            }
        } else if let Some(c) = str_object::text(&object).chars().nth(at) {
            return match c as u32 {
                c @ ..=0xff => th.str_fmt(format_args!("{who} character '\\x{c:02x}' in position {start}: {r}")),
                c @ ..=0xffff => th.str_fmt(format_args!("{who} character '\\u{c:04x}' in position {start}: {r}")),
                c => th.str_fmt(format_args!("{who} character '\\U{c:08x}' in position {start}: {r}")),
            };
        }
    }
    let (unit, last) = (if decoding { "bytes" } else { "characters" }, end.wrapping_sub(1));
    th.str_fmt(format_args!("{who} {unit} in position {start}-{last}: {r}"))
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
            let t = th.argument_type(note);
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

/// A start or end: 0 when it was never set.
macro_rules! number_attribute {
    ($i:literal, $name:literal) => {
        GetSet::write(
            $name,
            |_, v| Ok(exception(v).members[$i].get(&exception(v).header).unwrap_or(Obj::from_i31(0))),
            |th, v, x| {
                let Some(x) = x else { return Err(th.type_error(format_args!("can't delete numeric/char attribute"))) };
                if !int_object::is_int(x) {
                    return Err(th.type_error(format_args!("an integer is required")));
                }
                let n = protocol::index_size(th, x)?;
                let n = th.int(n)?;
                store(th, &exception(v).members[$i], &exception(v).header, n)
            },
        )
    };
}

const fn declare(builtin: Builtin, getsets: &'static [GetSet]) -> TypeSpec {
    TypeSpec { flags: BASE | DICT, getsets, ..TypeSpec::new(builtin, &VTABLE) }
}

/// [`declare`] of a class with an `__init__` of its own.
const fn declare_init(builtin: Builtin, init: fn(&mut Thread, &Obj, &Args<'_>) -> R<()>, getsets: &'static [GetSet]) -> TypeSpec {
    TypeSpec { slots: SlotSpec { init: Some(init), ..SlotSpec::NONE }, ..declare(builtin, getsets) }
}

/// `BaseException`, which the others inherit everything from.
pub static BASE_EXCEPTION: TypeSpec =
    TypeSpec { slots: SLOTS, methods: METHODS, doc: "What all exceptions are derived from.", ..declare(Builtin::BaseException, GETSETS) };
static STOP_ITERATION: TypeSpec = declare_init(Builtin::StopIteration, exception_init::stop_iteration, &[member_attribute!(0, "value")]);
static SYSTEM_EXIT: TypeSpec = declare_init(Builtin::SystemExit, exception_init::system_exit, &[member_attribute!(0, "code")]);
static IMPORT_ERROR: TypeSpec = declare_init(
    Builtin::ImportError,
    exception_init::import_error,
    &[member_attribute!(0, "name"), member_attribute!(1, "path"), member_attribute!(2, "name_from"), member_attribute!(3, "msg")],
);
static NAME_ERROR: TypeSpec = declare_init(Builtin::NameError, exception_init::name_error, &[member_attribute!(0, "name")]);
static ATTRIBUTE_ERROR: TypeSpec =
    declare_init(Builtin::AttributeError, exception_init::attribute_error, &[member_attribute!(0, "name"), member_attribute!(1, "obj")]);
static OS_ERROR: TypeSpec = TypeSpec {
    slots: SlotSpec { new: Some(exception_init::os_new), init: Some(exception_init::os_init), ..SlotSpec::NONE },
    ..declare(
        Builtin::OSError,
        &[
            member_attribute!(0, "errno"),
            member_attribute!(1, "strerror"),
            member_attribute!(2, "filename"),
            member_attribute!(3, "filename2"),
            GetSet::write(
                "characters_written",
                |th, v| match exception(v).members[WRITTEN].get(&exception(v).header) {
                    Some(n) => Ok(n),
                    None => Err(th.raise(Builtin::AttributeError, format_args!("characters_written"))),
                },
                |th, v, x| {
                    if x.is_none() && exception(v).members[WRITTEN].peek().is_unbound() {
                        return Err(th.raise(Builtin::AttributeError, format_args!("characters_written")));
                    }
                    exception_init::set_written(th, v, x)
                },
            ),
        ],
    )
};
static SYNTAX_ERROR: TypeSpec = declare_init(
    Builtin::SyntaxError,
    exception_init::syntax_error,
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

/// Attributes of the three Unicode errors; their base class has none.
const UNICODE_ATTRIBUTES: &[GetSet] = &[
    member_attribute!(0, "encoding"),
    member_attribute!(1, "object"),
    number_attribute!(2, "start"),
    number_attribute!(3, "end"),
    member_attribute!(4, "reason"),
];
static UNICODE_DECODE_ERROR: TypeSpec = declare_init(Builtin::UnicodeDecodeError, exception_init::unicode_decode_error, UNICODE_ATTRIBUTES);
static UNICODE_ENCODE_ERROR: TypeSpec = declare_init(Builtin::UnicodeEncodeError, exception_init::unicode_encode_error, UNICODE_ATTRIBUTES);
static UNICODE_TRANSLATE_ERROR: TypeSpec =
    declare_init(Builtin::UnicodeTranslateError, exception_init::unicode_translate_error, UNICODE_ATTRIBUTES);
static GROUP: TypeSpec = TypeSpec {
    slots: SlotSpec { new: Some(exception_init::group_new), ..SlotSpec::NONE },
    methods: exception_group::METHODS,
    ..declare(Builtin::BaseExceptionGroup, exception_group::GETSETS)
};

/// Declarations with members of their own.
pub static WITH_MEMBERS: &[&TypeSpec] = &[
    &BASE_EXCEPTION,
    &STOP_ITERATION,
    &SYSTEM_EXIT,
    &IMPORT_ERROR,
    &NAME_ERROR,
    &ATTRIBUTE_ERROR,
    &OS_ERROR,
    &SYNTAX_ERROR,
    &UNICODE_DECODE_ERROR,
    &UNICODE_ENCODE_ERROR,
    &UNICODE_TRANSLATE_ERROR,
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

/// Whether a chain of tracebacks passes through `v`.
///
/// # Safety
/// 1. `from` is alive, and nobody changes a link meanwhile.
unsafe fn leads_to(from: &Object<Traceback>, v: &Obj) -> bool {
    let mut at = from;
    loop {
        if v.value().is_same(at.as_value()) {
            return true;
        }
        let next = at.next.peek();
        // Without counts, so that nothing can end under the lock.
        let Some(p) = next.as_pointer() else { return false };
        // SAFETY: contract 1: what is alive keeps its link alive; a link leads to a traceback or nowhere.
        at = unsafe { &*p.cast::<Object<Traceback>>() };
    }
}

/// `tb_next = x`, which must not lead back to where it is set. The look for a loop and the store are one step (CPython's are not).
fn set_next(th: &mut Thread, v: &Obj, x: Option<&Obj>) -> R<()> {
    let Some(x) = x else { return Err(th.type_error(format_args!("can't delete tb_next attribute"))) };
    let first = x.exact::<Traceback>();
    if first.is_none() && !x.is_none() {
        let t = th.type_name(x);
        return Err(th.type_error(format_args!("expected traceback object, got '{t}'")));
    }
    let t = traceback(v);
    sharing::barrier(th, &t.header, x)?;
    let old = th.isolate().traceback_links.with(|()| {
        // SAFETY: `x` is alive. Links change under this lock, apart from those of garbage, which the collector clears.
        let closes = first.is_some_and(|first| unsafe { leads_to(first, v) });
        (!closes).then(|| t.next.replace_raw(first.map_or(Obj::UNBOUND, |_| x.clone())))
    });
    // What was behind it ends outside the lock: that may run program code.
    match old {
        Some(old) => {
            drop(old);
            Ok(())
        }
        None => Err(th.value_error(format_args!("traceback loop detected"))),
    }
}

/// `TracebackType(tb_next, tb_frame, tb_lasti, tb_lineno)`
fn new_traceback(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    const SIGNATURE: Signature<4> = Signature::new("traceback", ["tb_next", "tb_frame", "tb_lasti", "tb_lineno"]);
    let [next, frame, lasti, line] = args.bind(th, &SIGNATURE)?.map(|v| v.cloned().unwrap_or(Obj::NONE));
    if !next.is_none() && next.exact::<Traceback>().is_none() {
        let t = th.type_name(&next);
        return Err(th.type_error(format_args!("expected traceback object or None, got '{t}'")));
    }
    let Some((code, globals)) = super::frame_object::parts_of(&frame) else {
        let t = th.argument_type(&frame);
        return Err(th.type_error(format_args!("traceback() argument 'tb_frame' must be frame, not {t}")));
    };
    let (lasti, line) = (protocol::index_c_int(th, &lasti)?, protocol::index_c_int(th, &line)?);
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
