//! The `_struct` module: values as bytes by a format.
//!
//! A `Struct` never changes after it is made, so that any number of threads may use one. Formats that functions are given are parsed once and kept
//! in a dict of the module, whose operations are atomic; two threads that meet at a new format may both parse it.

use alloc::vec::Vec;

use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R, Raised};
use crate::native::{Args, Signature};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::prim::{AtomicUsize, Ordering};
use crate::text::TextBuf;
use crate::types::buffer;
use crate::types::bytes_object::{Bytes, new_bytes};
use crate::types::dict_object::Dict;
use crate::types::items::{self, Item, Kind, Unfit};
use crate::types::spec::{BASE, GetSet, Method, ModuleSpec, SlotSpec, TypeSpec, Vtable, WEAK};
use crate::types::str_object::Str;
use crate::types::{bytes_object, int_object, protocol};

/// Formats that are kept.
const MOST_KEPT: usize = 100;

/// What a part of a format stands for.
#[derive(Clone, Copy, Debug)]
enum What {
    /// That many items, one value each.
    Items(Item, usize),
    /// `s`: one byte string of that many bytes.
    Text(usize),
    /// `p`: one byte string of up to that many bytes less one, after its length.
    Pascal(usize),
}

#[derive(Clone, Copy, Debug)]
struct Part {
    code: u8,
    /// Where it lies.
    at: usize,
    what: What,
}

/// A parsed format.
#[derive(Debug)]
pub struct Struct {
    format: TextBuf,
    size: usize,
    values: usize,
    little: bool,
    parts: Vec<Part>,
}

// SAFETY: BUILTIN is used here alone; there are no references; a format never changes.
unsafe impl Payload for Struct {
    const BUILTIN: Builtin = Builtin::Struct;
    fn trace(&self, _: &mut dyn Trace) {}
}

/// What `iter_unpack` gives.
#[derive(Debug)]
pub struct Unpacker {
    format: Obj,
    buffer: Obj,
    /// Bytes given. A step is taken with one atomic addition, so that each item goes to one thread.
    at: AtomicUsize,
}

// SAFETY: BUILTIN is used here alone; both references are visited; what changes is atomic.
unsafe impl Payload for Unpacker {
    const BUILTIN: Builtin = Builtin::StructIter;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.format);
        visit.obj(&self.buffer);
    }
}

fn error(th: &mut Thread, message: core::fmt::Arguments<'_>) -> Raised {
    th.raise(Builtin::StructError, message)
}

fn of(v: &Obj) -> &Object<Struct> {
    // SAFETY: called with objects made here, or through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<Struct>() }
}

/// The text of a format argument.
fn format_text<'a>(th: &mut Thread, v: &'a Obj) -> R<&'a str> {
    if let Some(s) = v.get::<Str>() {
        let t = s.payload.as_str();
        return if t.is_ascii() { Ok(t) } else { Err(th.value_error(format_args!("non-ASCII character in struct format"))) };
    }
    if let Some(b) = v.get::<Bytes>() {
        return match core::str::from_utf8(b.payload.as_slice()) {
            Ok(t) if t.is_ascii() => Ok(t),
            _ => Err(th.value_error(format_args!("non-ASCII character in struct format"))),
        };
    }
    let t = th.type_name(v);
    Err(th.type_error(format_args!("Struct() argument 1 must be a str or bytes object, not {t}")))
}

fn parse(th: &mut Thread, text: &str) -> R<Struct> {
    if text.contains('\0') {
        return Err(error(th, format_args!("embedded null character")));
    }
    let native = cfg!(target_endian = "little");
    let (little, standard, rest) = match text.as_bytes() {
        [b'<', rest @ ..] => (true, true, rest),
        [b'>' | b'!', rest @ ..] => (false, true, rest),
        [b'=', rest @ ..] => (native, true, rest),
        [b'@', rest @ ..] => (native, false, rest),
        rest => (native, false, rest),
    };
    let (mut size, mut values) = (0usize, 0usize);
    let mut parts = Vec::new();
    let mut codes = rest.iter().copied();
    let too_long = |th: &mut Thread| error(th, format_args!("total struct size too long"));
    // As for C's Py_ssize_t, half of the range is allowed.
    let within = |n: Option<usize>| n.filter(|n| isize::try_from(*n).is_ok());
    while let Some(mut code) = codes.next() {
        if matches!(code, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c) {
            continue;
        }
        let mut count = 1usize;
        if code.is_ascii_digit() {
            count = 0;
            while code.is_ascii_digit() {
                match within(count.checked_mul(10).and_then(|n| n.checked_add(usize::from(code - b'0')))) {
                    Some(n) => count = n,
                    None => return Err(too_long(th)),
                }
                match codes.next() {
                    Some(c) => code = c,
                    None => return Err(error(th, format_args!("repeat count given without format specifier"))),
                }
            }
        }
        // Complex numbers have a code of two characters as well.
        if code == b'Z' {
            code = match codes.next() {
                Some(b'f') => b'F',
                Some(b'd') => b'D',
                _ => code,
            };
        }
        let (what, bytes, align) = match code {
            b'x' => (None, Some(count), 1),
            b's' => (Some(What::Text(count)), Some(count), 1),
            b'p' => (Some(What::Pascal(count)), Some(count), 1),
            _ => {
                let item = if standard { Item::standard(code) } else { Item::native(code) };
                let Some(item) = item else { return Err(error(th, format_args!("bad char in struct format"))) };
                let align = if standard {
                    1
                } else if item.kind == Kind::Complex {
                    item.bytes() / 2
                } else {
                    item.bytes()
                };
                (Some(What::Items(item, count)), count.checked_mul(item.bytes()), align)
            }
        };
        let Some(at) = within(size.checked_next_multiple_of(align)) else { return Err(too_long(th)) };
        let Some(end) = within(bytes.and_then(|n| at.checked_add(n))) else { return Err(too_long(th)) };
        size = end;
        if let Some(what) = what {
            values += if matches!(what, What::Items(..)) { count } else { 1 };
            th.push(&mut parts, Part { code, at, what })?;
        }
    }
    let format = TextBuf::from_text(text).or_raise(th)?;
    Ok(Struct { format, size, values, little, parts })
}

/// The dict of parsed formats by format.
fn cache(th: &mut Thread) -> R<Obj> {
    th.hidden("struct.cache", Thread::dict)
}

/// The parsed format of a function's first argument.
fn cached(th: &mut Thread, format: &Obj) -> R<Obj> {
    // Only keys whose hash and comparison run no program code.
    let known = format.exact::<Str>().is_some() || format.exact::<Bytes>().is_some();
    let cache = cache(th)?;
    let kept = cache.get::<Dict>().filter(|_| known);
    if let Some(d) = kept
        && let Some(s) = d.get(th, format)?
    {
        return Ok(s);
    }
    let text = format_text(th, format)?;
    let s = parse(th, text)?;
    let made = th.alloc(s)?;
    if let Some(d) = kept {
        if d.len() >= MOST_KEPT {
            d.clear_all(th);
        }
        d.set(th, format, &made)?;
    }
    Ok(made)
}

fn pack_values(th: &mut Thread, s: &Struct, values: &[Obj], name: &str) -> R<Vec<u8>> {
    if values.len() != s.values {
        let (n, m) = (s.values, values.len());
        return Err(error(th, format_args!("{name} expected {n} items for packing (got {m})")));
    }
    let mut out: Vec<u8> = th.vec(s.size)?;
    out.resize(s.size, 0);
    let mut values = values.iter();
    for p in &s.parts {
        match p.what {
            What::Items(item, count) => {
                for (k, v) in values.by_ref().take(count).enumerate() {
                    let at = p.at + k * item.bytes();
                    // An address may be given as a negative number.
                    let negative = p.code == b'P' && int_object::is_int(v) && int_object::is_negative(v);
                    let item = if negative { Item { kind: Kind::Signed, ..item } } else { item };
                    if let Err(e) = items::pack(th, item, v, &mut out[at..at + item.bytes()], s.little) {
                        return Err(unfit(th, p.code, item, v, e));
                    }
                }
            }
            What::Text(n) | What::Pascal(n) => {
                let code = char::from(p.code);
                let Some(v) = values.next() else { continue };
                if !bytes_object::is_bytes(v) {
                    return Err(error(th, format_args!("argument for '{code}' must be a bytes object")));
                }
                let b = bytes_object::as_bytes(th, v)?.unwrap_or_default();
                if p.code == b's' {
                    let n = n.min(b.len());
                    out[p.at..p.at + n].copy_from_slice(&b[..n]);
                } else if n > 0 {
                    let n = (n - 1).min(b.len());
                    out[p.at] = n.min(255) as u8;
                    out[p.at + 1..p.at + 1 + n].copy_from_slice(&b[..n]);
                }
            }
        }
    }
    Ok(out)
}

#[cold]
fn unfit(th: &mut Thread, code: u8, item: Item, v: &Obj, e: Unfit) -> Raised {
    let c = char::from(code);
    match (item.kind, e) {
        (Kind::Float, Unfit::Range) if int_object::is_int(v) => error(th, format_args!("int too large to convert")),
        (Kind::Float, Unfit::Raised(r)) => {
            // Whatever the conversion says, as in CPython.
            drop(th.take(r));
            error(th, format_args!("required argument is not a float"))
        }
        (_, Unfit::Raised(r)) => r,
        (Kind::Char, _) => error(th, format_args!("char format requires a bytes object of length 1")),
        (Kind::Complex, Unfit::Type) => error(th, format_args!("required argument is not a complex")),
        (Kind::Float | Kind::Complex, Unfit::Range) => {
            th.raise(Builtin::OverflowError, format_args!("float too large to pack with {c} format"))
        }
        (_, Unfit::Type) => error(th, format_args!("required argument is not an integer")),
        (_, Unfit::Range) if code == b'P' => error(th, format_args!("int too large to convert")),
        (_, Unfit::Range) => {
            let (low, high) = item.range();
            error(th, format_args!("'{c}' format requires {low} <= number <= {high}"))
        }
    }
}

/// The values in bytes, which are as many as the format has.
fn unpack_bytes(th: &mut Thread, s: &Struct, b: &[u8]) -> R<Obj> {
    let mut out = th.vec(s.values)?;
    for p in &s.parts {
        match p.what {
            What::Items(item, count) => {
                for k in 0..count {
                    let at = p.at + k * item.bytes();
                    out.push(items::unpack(th, item, &b[at..at + item.bytes()], s.little)?);
                }
            }
            What::Text(n) => out.push(new_bytes(th, &b[p.at..p.at + n])?),
            What::Pascal(0) => out.push(new_bytes(th, &[])?),
            What::Pascal(n) => {
                let len = usize::from(b[p.at]).min(n - 1);
                out.push(new_bytes(th, &b[p.at + 1..p.at + 1 + len])?);
            }
        }
    }
    th.tuple(out)
}

fn unpack(th: &mut Thread, s: &Struct, v: &Obj) -> R<Obj> {
    let b = buffer::required(th, v)?;
    if b.len() != s.size {
        let n = s.size;
        return Err(error(th, format_args!("unpack requires a buffer of {n} bytes")));
    }
    unpack_bytes(th, s, &b)
}

fn unpack_from(th: &mut Thread, s: &Struct, v: Option<&Obj>, offset: Option<&Obj>) -> R<Obj> {
    let none = Obj::NONE;
    let v = v.unwrap_or(&none);
    if !buffer::has_buffer(v) {
        return Err(buffer::not_bytes_like(th, v));
    }
    let mut at = match offset {
        Some(o) => protocol::index_size(th, o)?,
        None => 0,
    };
    let (n, size) = (buffer::len(th, v)?.unwrap_or(0) as i64, s.size as i64);
    if at < 0 {
        if at + size > 0 {
            return Err(error(th, format_args!("not enough data to unpack {size} bytes at offset {at}")));
        }
        if at + n < 0 {
            return Err(error(th, format_args!("offset {at} out of range for {n}-byte buffer")));
        }
        at += n;
    }
    let short = |th: &mut Thread, n: i64| {
        let needed = i128::from(size) + i128::from(at);
        Err(error(
            th,
            format_args!(
                "unpack_from requires a buffer of at least {needed} bytes for unpacking {size} bytes at offset {at} (actual buffer size is {n})"
            ),
        ))
    };
    if n - at < size {
        return short(th, n);
    }
    let range = at as usize..(at + size) as usize;
    if let Some(b) = v.get::<Bytes>() {
        return unpack_bytes(th, s, &b.payload.as_slice()[range]);
    }
    let part = buffer::part(th, v, range.start, range.end)?.unwrap_or_default();
    if part.len() < s.size {
        // Another thread has made it shorter.
        return short(th, at + part.len() as i64);
    }
    unpack_bytes(th, s, &part)
}

fn pack_into(th: &mut Thread, s: &Struct, target: &Obj, offset: &Obj, values: &[Obj]) -> R<Obj> {
    let Some(n) = buffer::writable_len(th, target)? else {
        let t = th.argument_type(target);
        return Err(th.type_error(format_args!("pack_into() argument 2 must be read-write bytes-like object, not {t}")));
    };
    let at = protocol::index_size(th, offset)?;
    if values.len() != s.values {
        let (n, m) = (s.values, values.len());
        return Err(error(th, format_args!("pack_into expected {n} items for packing (got {m})")));
    }
    let (n, size) = (n as i64, s.size as i64);
    let mut place = at;
    if at < 0 {
        if at + size > 0 {
            return Err(error(th, format_args!("no space to pack {size} bytes at offset {at}")));
        }
        if at + n < 0 {
            return Err(error(th, format_args!("offset {at} out of range for {n}-byte buffer")));
        }
        place += n;
    }
    if n - place < size {
        let needed = i128::from(size) + i128::from(place);
        return Err(error(
            th,
            format_args!(
                "pack_into requires a buffer of at least {needed} bytes for packing {size} bytes at offset {place} (actual buffer size is {n})"
            ),
        ));
    }
    // Packing may run program code, which does not change the size of the buffer, nor release a view.
    let pinned = buffer::pin(target);
    let b = pack_values(th, s, values, "pack_into")?;
    let stored = buffer::store(target, place as usize, &b);
    drop(pinned);
    if stored { Ok(Obj::NONE) } else { Err(error(th, format_args!("no space to pack {size} bytes at offset {at}"))) }
}

fn iter_unpack(th: &mut Thread, format: &Obj, v: &Obj) -> R<Obj> {
    let size = of(format).size;
    if size == 0 {
        return Err(error(th, format_args!("cannot iteratively unpack with a struct of length 0")));
    }
    let Some(n) = buffer::len(th, v)? else { return Err(buffer::not_bytes_like(th, v)) };
    if !n.is_multiple_of(size) {
        return Err(error(th, format_args!("iterative unpacking requires a buffer of a multiple of {size} bytes")));
    }
    // A view keeps the object at its size.
    let view = crate::types::memory_view::new_view(th, v)?;
    th.alloc(Unpacker { format: format.clone(), buffer: view, at: AtomicUsize::new(0) })
}

fn unpacker(v: &Obj) -> &Object<Unpacker> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<Unpacker>() }
}

/// The first argument of a function of the module, which is a format.
fn format_argument<'a>(th: &mut Thread, args: &Args<'a>, name: &str, least: usize) -> R<(Obj, &'a [Obj])> {
    args.no_keywords(th, name)?;
    let n = args.all.len();
    if n < least {
        let s = if least == 1 { "" } else { "s" };
        return Err(th.type_error(format_args!("{name} expected at least {least} argument{s}, got {n}")));
    }
    let s = cached(th, &args.all[0])?;
    Ok((s, &args.all[1..]))
}

const FROM: Signature<2> = Signature::new("unpack_from", ["buffer", "offset"]).required(1);

/// `struct.Struct`
pub static TYPE: TypeSpec = TypeSpec {
    doc: "A format for packing values into bytes, made ready once.",
    flags: BASE | WEAK,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let t = th.str(of(v).format.as_str())?;
            let t = protocol::repr(th, &t)?;
            let name = th.type_name(v);
            let name = name.rsplit('.').next().unwrap_or(name);
            th.str_fmt(format_args!("{name}({})", crate::types::str_object::text(&t)))
        }),
        new: Some(|th, cls, args| {
            const NEW: Signature<1> = Signature::new("Struct", ["format"]);
            let [format] = args.bind(th, &NEW)?;
            let none = Obj::NONE;
            let text = format_text(th, format.unwrap_or(&none))?;
            let s = parse(th, text)?;
            th.new_payload(cls, s)
        }),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("pack", |th, v, args| {
            args.no_keywords(th, "pack")?;
            let b = pack_values(th, of(v), args.all, "pack")?;
            new_bytes(th, &b)
        }),
        Method::new("pack_into", |th, v, args| {
            args.no_keywords(th, "pack_into")?;
            match args.all {
                [target, offset, values @ ..] => pack_into(th, of(v), target, offset, values),
                few => {
                    let n = few.len();
                    Err(th.type_error(format_args!("pack_into expected at least 2 arguments, got {n}")))
                }
            }
        }),
        Method::new("unpack", |th, v, args| {
            let [b] = args.exactly::<1>(th, "Struct.unpack")?;
            unpack(th, of(v), b)
        }),
        Method::new("unpack_from", |th, v, args| {
            let [b, offset] = args.bind(th, &FROM)?;
            unpack_from(th, of(v), b, offset)
        }),
        Method::new("iter_unpack", |th, v, args| {
            let [b] = args.exactly::<1>(th, "Struct.iter_unpack")?;
            iter_unpack(th, v, b)
        }),
    ],
    getsets: &[GetSet::read("format", |th, v| th.str(of(v).format.as_str())), GetSet::read("size", |th, v| th.int(of(v).size as i64))],
    ..TypeSpec::new(Builtin::Struct, const { &Vtable::of::<Struct>() })
};

/// `_struct.unpack_iterator`
pub static ITER: TypeSpec = TypeSpec {
    slots: SlotSpec {
        iter: Some(|_, v| Ok(v.clone())),
        next: Some(|th, v| {
            let u = unpacker(v);
            let s = of(&u.format);
            // The view is this object's alone, so that nobody releases it and its size stays.
            let total = buffer::len(th, &u.buffer)?.unwrap_or(0);
            // Relaxed: only the number counts. Past the end it is not raised further, so that it cannot wrap.
            let step = u.at.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |at| (at + s.size <= total).then_some(at + s.size));
            let Ok(at) = step else { return Ok(None) };
            match buffer::part(th, &u.buffer, at, at + s.size)? {
                Some(b) if b.len() == s.size => unpack_bytes(th, s, &b).map(Some),
                _ => Ok(None),
            }
        }),
        ..SlotSpec::NONE
    },
    methods: &[Method::new("__length_hint__", |th, v, args| {
        args.exactly::<0>(th, "unpack_iterator.__length_hint__")?;
        let u = unpacker(v);
        let left = buffer::len(th, &u.buffer)?.unwrap_or(0).saturating_sub(u.at.load(Ordering::Relaxed));
        th.int((left / of(&u.format).size.max(1)) as i64)
    })],
    ..TypeSpec::new(Builtin::StructIter, const { &Vtable::of::<Unpacker>() })
};

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "_struct",
    doc: "Functions to convert between Python values and C structs.\nPython bytes objects are used to hold the data representing the C struct\nand also as format strings to describe the layout of data in the C struct.",
    functions: &[
        Method::new("calcsize", |th, _, args| {
            let [f] = args.exactly::<1>(th, "_struct.calcsize")?;
            let s = cached(th, f)?;
            th.int(of(&s).size as i64)
        }),
        Method::new("pack", |th, _, args| {
            let (s, values) = format_argument(th, args, "pack", 1)?;
            let b = pack_values(th, of(&s), values, "pack")?;
            new_bytes(th, &b)
        }),
        Method::new("pack_into", |th, _, args| {
            let (s, rest) = format_argument(th, args, "pack_into", 3)?;
            match rest {
                [target, offset, values @ ..] => pack_into(th, of(&s), target, offset, values),
                _ => Ok(Obj::NONE),
            }
        }),
        Method::new("unpack", |th, _, args| {
            let [f, b] = args.exactly::<2>(th, "unpack")?;
            let s = cached(th, f)?;
            unpack(th, of(&s), b)
        }),
        Method::new("unpack_from", |th, _, args| {
            const WITH_FORMAT: Signature<3> = Signature::new("unpack_from", ["format", "buffer", "offset"]).required(2).positional_only(1);
            let [f, b, offset] = args.bind(th, &WITH_FORMAT)?;
            let none = Obj::NONE;
            let s = cached(th, f.unwrap_or(&none))?;
            unpack_from(th, of(&s), b, offset)
        }),
        Method::new("iter_unpack", |th, _, args| {
            let [f, b] = args.exactly::<2>(th, "iter_unpack")?;
            let s = cached(th, f)?;
            iter_unpack(th, &s, b)
        }),
        Method::new("_clearcache", |th, _, args| {
            args.exactly::<0>(th, "_struct._clearcache")?;
            let all = cache(th)?;
            if let Some(d) = all.get::<Dict>() {
                d.clear_all(th);
            }
            Ok(Obj::NONE)
        }),
    ],
    init: Some(|th, m| {
        let (t, e) = (th.builtin_type(Builtin::Struct), th.builtin_type(Builtin::StructError));
        th.add_to_module(m, "Struct", t)?;
        th.add_to_module(m, "error", e)
    }),
};
