//! `_IOBase`, `_RawIOBase`, `_BufferedIOBase`, `_TextIOBase`: what all files have in common.
//!
//! They keep nothing but a mark that the file has been closed, an attribute, so that a program's class may have any other base beside them.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, OrRaise, R, Raised};
use freewheel_kernel::types::function_types::DICT_ATTRIBUTE;
use freewheel_kernel::types::object_type::Plain;
use freewheel_kernel::types::spec::{BASE, DICT, GetSet, Method, SlotSpec, TypeSpec, Vtable, WEAK};
use freewheel_kernel::types::type_object::as_type;
use freewheel_kernel::types::{buffer, bytes_object, protocol};

use super::{BUFFER_SIZE, closed, size_argument};

/// The attribute that marks a closed file.
const CLOSED: &str = "__IOBase_closed";

/// `UnsupportedOperation`, which is an `OSError` and a `ValueError`.
pub(super) fn unsupported_class(th: &mut Thread) -> R<Obj> {
    th.hidden("io.unsupported", |th| {
        let namespace = th.dict()?;
        let (key, module) = (th.intern("__module__")?, th.intern("io")?);
        protocol::set_item(th, &namespace, &key, &module)?;
        let (os, value) = (th.builtin_type(Builtin::OSError), th.builtin_type(Builtin::ValueError));
        let (name, bases, meta) = (th.intern("UnsupportedOperation")?, th.pair(os, value)?, th.builtin_type(Builtin::Type));
        protocol::call(th, &meta, &[name, bases, namespace])
    })
}

/// Raises `UnsupportedOperation`.
#[cold]
fn unsupported(th: &mut Thread, what: &str) -> Raised {
    let made = unsupported_class(th).and_then(|class| {
        let what = th.str(what)?;
        protocol::call(th, &class, &[what])
    });
    match made {
        Ok(e) => th.raise_instance(e),
        Err(r) => r,
    }
}

fn is_marked_closed(th: &mut Thread, v: &Obj) -> R<bool> {
    Ok(protocol::get_attr_text(th, v, CLOSED)?.is_some())
}

/// Refuses a file whose attribute `closed` is true.
fn check_open(th: &mut Thread, v: &Obj) -> R<()> {
    let name = th.intern("closed")?;
    let answer = protocol::get_attr(th, v, &name)?;
    if protocol::truth(th, &answer)? { Err(closed(th)) } else { Ok(()) }
}

/// `_checkReadable` and the like: the method `ask` must answer True.
fn check_able(th: &mut Thread, v: &Obj, args: &Args<'_>, ask: &str) -> R<Obj> {
    let a = args.between(th, "_check", 0, 1)?;
    let answer = protocol::call_method_text(th, v, ask, &[])?;
    if answer.is(&Obj::TRUE) {
        return Ok(answer);
    }
    match a.first().and_then(|m| m.get::<freewheel_kernel::types::str_object::Str>()) {
        Some(m) => Err(unsupported(th, m.as_str())),
        None => Err(unsupported(th, &format!("File or stream is not {ask}."))),
    }
}

/// Marks a file as closed after it was flushed; what flushing raises is raised in the end.
fn close(th: &mut Thread, v: &Obj) -> R<()> {
    if is_marked_closed(th, v)? {
        return Ok(());
    }
    let flushed = protocol::call_method_text(th, v, "flush", &[]);
    let failure = flushed.err().map(|e| th.take(e));
    let name = th.intern(CLOSED)?;
    let marked = protocol::set_attr(th, v, &name, Some(&Obj::TRUE));
    match (failure, marked) {
        (None, marked) => marked,
        (Some(e), marked) => {
            if let Err(r) = marked {
                drop(th.take(r));
            }
            Err(th.reraise(e))
        }
    }
}

/// Closes a file that nobody has closed.
pub(super) fn finalize(th: &mut Thread, v: &Obj) -> R<()> {
    let name = th.intern("closed")?;
    let is_closed = match protocol::get_attr(th, v, &name).and_then(|c| protocol::truth(th, &c)) {
        Ok(c) => c,
        // Never opened.
        Err(e) => {
            drop(th.take(e));
            true
        }
    };
    if is_closed {
        return Ok(());
    }
    protocol::call_method_text(th, v, "close", &[]).map(drop)
}

/// [`finalize`] for files in memory: they need no closing, unless a program's class does something then.
pub(super) fn finalize_unless_plain(th: &mut Thread, v: &Obj, plain: Builtin) -> R<()> {
    let name = th.intern("close")?;
    let own = th.builtin_type(plain);
    let usual = as_type(&own).and_then(|t| t.lookup(&name));
    match (th.type_of(v).lookup(&name), usual) {
        (Some(a), Some(b)) if !a.is(&b) => finalize(th, v),
        _ => Ok(()),
    }
}

/// Bytes that `read` or `peek` has given.
fn given_bytes<'a>(th: &mut Thread, v: &'a Obj, who: &str) -> R<&'a [u8]> {
    match v.get::<bytes_object::Bytes>() {
        Some(b) => Ok(b.payload.as_slice()),
        None => {
            let t = th.type_name(v);
            Err(th.raise(Builtin::OSError, format_args!("{who}() should have returned a bytes object, not '{t}'")))
        }
    }
}

/// A line by `peek`, where there is one, and `read`.
fn read_line(th: &mut Thread, v: &Obj, limit: i64) -> R<Obj> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let peek = protocol::get_attr_text(th, v, "peek")?;
    let mut line: Vec<u8> = Vec::new();
    while line.len() < limit {
        let mut wanted = 1;
        if let Some(peek) = &peek {
            let ahead = protocol::call(th, peek, &[Obj::from_i31(1)])?;
            let ahead = given_bytes(th, &ahead, "peek")?;
            if !ahead.is_empty() {
                let left = limit - line.len();
                let seen = &ahead[..ahead.len().min(left)];
                wanted = freewheel_kernel::text::bytes_text::find_in(seen, b"\n").map_or(seen.len(), |at| at + 1);
            }
        }
        let wanted = th.int(wanted as i64)?;
        let part = protocol::call_method_text(th, v, "read", &[wanted])?;
        let part = given_bytes(th, &part, "read")?;
        if part.is_empty() {
            break;
        }
        line.try_reserve(part.len()).or_raise(th)?;
        line.extend_from_slice(part);
        if line.ends_with(b"\n") {
            break;
        }
    }
    bytes_object::new_bytes(th, &line)
}

fn read_lines(th: &mut Thread, v: &Obj, hint: i64) -> R<Obj> {
    let mut lines = Vec::new();
    let it = protocol::iter(th, v)?;
    let mut size = 0i64;
    while let Some(line) = protocol::next(th, &it)? {
        if hint > 0 {
            size = size.saturating_add(protocol::len(th, &line)? as i64);
        }
        th.push(&mut lines, line)?;
        if hint > 0 && size > hint {
            break;
        }
    }
    th.list(lines)
}

/// A class of files without payload.
const fn class(builtin: Builtin) -> TypeSpec {
    TypeSpec { flags: BASE | DICT | WEAK, ..TypeSpec::new(builtin, const { &Vtable::of::<Plain>() }) }
}

/// A method that is there to be overridden.
macro_rules! lacking {
    ($name:literal) => {
        Method::new($name, |th, _, _| Err(unsupported(th, $name)))
    };
}

/// A question that is answered no.
macro_rules! not_able {
    ($name:literal) => {
        Method::new($name, |th, _, args| {
            args.exactly::<0>(th, concat!("_IOBase.", $name))?;
            Ok(Obj::FALSE)
        })
    };
}

/// `_IOBase`
pub(super) static IO: TypeSpec = TypeSpec {
    doc: "The base class of all files.",
    slots: SlotSpec {
        iter: Some(|th, v| {
            check_open(th, v)?;
            Ok(v.clone())
        }),
        next: Some(|th, v| {
            let line = protocol::call_method_text(th, v, "readline", &[])?;
            Ok(if protocol::len(th, &line)? > 0 { Some(line) } else { None })
        }),
        finalize: Some(finalize),
        ..SlotSpec::NONE
    },
    methods: &[
        lacking!("seek"),
        lacking!("truncate"),
        lacking!("fileno"),
        not_able!("seekable"),
        not_able!("readable"),
        not_able!("writable"),
        Method::new("tell", |th, v, args| {
            args.exactly::<0>(th, "_IOBase.tell")?;
            protocol::call_method_text(th, v, "seek", &[Obj::from_i31(0), Obj::from_i31(1)])
        }),
        Method::new("flush", |th, v, args| {
            args.exactly::<0>(th, "_IOBase.flush")?;
            if is_marked_closed(th, v)? { Err(closed(th)) } else { Ok(Obj::NONE) }
        }),
        Method::new("close", |th, v, args| {
            args.exactly::<0>(th, "_IOBase.close")?;
            close(th, v).map(|()| Obj::NONE)
        }),
        Method::new("_checkClosed", |th, v, _| check_open(th, v).map(|()| Obj::NONE)),
        Method::new("_checkSeekable", |th, v, args| check_able(th, v, args, "seekable")),
        Method::new("_checkReadable", |th, v, args| check_able(th, v, args, "readable")),
        Method::new("_checkWritable", |th, v, args| check_able(th, v, args, "writable")),
        Method::new("isatty", |th, v, args| {
            args.exactly::<0>(th, "_IOBase.isatty")?;
            check_open(th, v)?;
            Ok(Obj::FALSE)
        }),
        Method::new("__enter__", |th, v, args| {
            args.exactly::<0>(th, "_IOBase.__enter__")?;
            check_open(th, v)?;
            Ok(v.clone())
        }),
        Method::new("__exit__", |th, v, _| {
            protocol::call_method_text(th, v, "close", &[])?;
            Ok(Obj::NONE)
        }),
        Method::new("readline", |th, v, args| {
            let a = args.between(th, "readline", 0, 1)?;
            let limit = size_argument(th, a.first())?;
            read_line(th, v, limit)
        }),
        Method::new("readlines", |th, v, args| {
            let a = args.between(th, "readlines", 0, 1)?;
            let hint = size_argument(th, a.first())?;
            read_lines(th, v, hint)
        }),
        Method::new("writelines", |th, v, args| {
            let [lines] = args.exactly::<1>(th, "_IOBase.writelines")?;
            check_open(th, v)?;
            let it = protocol::iter(th, lines)?;
            while let Some(line) = protocol::next(th, &it)? {
                protocol::call_method_text(th, v, "write", &[line])?;
            }
            Ok(Obj::NONE)
        }),
    ],
    getsets: &[GetSet::read("closed", |th, v| Ok(Obj::from_bool(is_marked_closed(th, v)?))), DICT_ATTRIBUTE],
    ..class(Builtin::IoBase)
};

fn read_into_room(th: &mut Thread, v: &Obj, n: i64) -> R<Obj> {
    let Ok(wanted) = usize::try_from(n) else { return Err(th.no_memory()) };
    let mut room: Vec<u8> = th.vec(wanted)?;
    room.resize(wanted, 0);
    let room = bytes_object::new_bytearray(th, room)?;
    let read = protocol::call_method_text(th, v, "readinto", std::slice::from_ref(&room))?;
    if read.is_none() {
        return Ok(read);
    }
    let count = protocol::index_i64(th, &read, Builtin::ValueError)?;
    match usize::try_from(count).ok().filter(|c| *c <= wanted) {
        // Refused when the program has kept a view of it.
        Some(_) => protocol::call_method_text(th, &room, "take_bytes", &[read]),
        None => Err(th.value_error(format_args!("readinto returned {count} outside buffer size {wanted}"))),
    }
}

fn read_all(th: &mut Thread, v: &Obj) -> R<Obj> {
    let mut all: Vec<u8> = Vec::new();
    loop {
        let size = th.int(BUFFER_SIZE)?;
        let part = protocol::call_method_text(th, v, "read", &[size])?;
        if part.is_none() && all.is_empty() {
            return Ok(part);
        }
        if part.is_none() {
            return bytes_object::new_bytes(th, &all);
        }
        let Some(b) = part.get::<bytes_object::Bytes>() else {
            return Err(th.type_error(format_args!("read() should return bytes")));
        };
        let b = b.payload.as_slice();
        if b.is_empty() {
            return bytes_object::new_bytes(th, &all);
        }
        all.try_reserve(b.len()).or_raise(th)?;
        all.extend_from_slice(b);
    }
}

/// `_RawIOBase`
pub(super) static RAW: TypeSpec = TypeSpec {
    doc: "The base class of files without buffers.",
    methods: &[
        Method::new("read", |th, v, args| {
            let a = args.between(th, "read", 0, 1)?;
            match a.first().filter(|n| !n.is_none()) {
                None => protocol::call_method_text(th, v, "readall", &[]),
                Some(n) => match protocol::index_size(th, n)? {
                    ..0 => protocol::call_method_text(th, v, "readall", &[]),
                    n => read_into_room(th, v, n),
                },
            }
        }),
        Method::new("readall", |th, v, args| {
            args.exactly::<0>(th, "_RawIOBase.readall")?;
            read_all(th, v)
        }),
        Method::new("readinto", |th, _, _| Err(th.raise_with(Builtin::NotImplementedError, None))),
        Method::new("write", |th, _, _| Err(th.raise_with(Builtin::NotImplementedError, None))),
    ],
    ..class(Builtin::RawIoBase)
};

/// `readinto` by `read`, or `readinto1` by `read1`.
fn fill(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, read: &str) -> R<Obj> {
    let [room] = args.exactly::<1>(th, name)?;
    let wanted = room_len(th, room, name)?;
    let size = th.int(wanted as i64)?;
    let data = protocol::call_method_text(th, v, read, &[size])?;
    let Some(b) = data.get::<bytes_object::Bytes>() else {
        return Err(th.type_error(format_args!("read() should return bytes")));
    };
    let b = b.payload.as_slice();
    let n = b.len();
    if n > wanted {
        return Err(th.value_error(format_args!("read() returned too much data: {wanted} bytes requested, {n} returned")));
    }
    store(th, room, b)
}

/// Bytes that fit into a buffer for `readinto`.
pub(super) fn room_len(th: &mut Thread, room: &Obj, name: &str) -> R<usize> {
    match buffer::writable_len(th, room)? {
        Some(n) => Ok(n),
        None => {
            let t = th.argument_type(room);
            Err(th.type_error(format_args!("{name}() argument must be read-write bytes-like object, not {t}")))
        }
    }
}

/// Writes bytes to the beginning of a buffer, and gives their number.
pub(super) fn store(th: &mut Thread, room: &Obj, b: &[u8]) -> R<Obj> {
    if !buffer::store(room, 0, b) && !b.is_empty() {
        return Err(th.value_error(format_args!("the buffer has changed its size")));
    }
    th.int(b.len() as i64)
}

/// `_BufferedIOBase`
pub(super) static BUFFERED: TypeSpec = TypeSpec {
    doc: "The base class of binary files with buffers.",
    methods: &[
        lacking!("read"),
        lacking!("read1"),
        lacking!("write"),
        lacking!("detach"),
        Method::new("readinto", |th, v, args| fill(th, v, args, "readinto", "read")),
        Method::new("readinto1", |th, v, args| fill(th, v, args, "readinto1", "read1")),
    ],
    ..class(Builtin::BufferedIoBase)
};

/// `_TextIOBase`
pub(super) static TEXT: TypeSpec = TypeSpec {
    doc: "The base class of text files.",
    methods: &[lacking!("read"), lacking!("readline"), lacking!("write"), lacking!("detach")],
    getsets: &[
        GetSet::read("encoding", |_, _| Ok(Obj::NONE)),
        GetSet::read("newlines", |_, _| Ok(Obj::NONE)),
        GetSet::read("errors", |_, _| Ok(Obj::NONE)),
    ],
    ..class(Builtin::TextIoBase)
};
