//! `bytes` and `bytearray`.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::buffer;
use super::bytes_object::{
    ByteArray, Bytes, as_bytes, byte_at, byte_from, bytes_by, from_iterable, is_bytes, new_bytearray, new_bytes, new_bytes_as, with_bytes,
};
use super::iterators;
use super::percent_formatting;
use super::sequence;
use super::slice_object::{self, Slice};
use super::spec::{BASE, BinaryOp, MATCH_SELF, Method, SlotSpec, TypeSpec, Vtable};
use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R};
use crate::native::{Args, Signature};
use crate::object::{Builtin, Obj};
use crate::prim::Ordering;
use crate::text::bytes_text::{self, Pad};
use crate::text::str_search::Side;
use crate::text::text_buf::to_vec;
use crate::text::{hashing, str_repr};
use crate::types::str_object::Str;
use crate::types::type_object::as_type;
use crate::types::{int_object, protocol, str_type, tuple_object};

/// A new object of the receiver's kind.
pub(super) fn like<'a>(th: &mut Thread, v: &Obj, b: impl Into<Cow<'a, [u8]>>) -> R<Obj> {
    let b = b.into();
    if v.get::<ByteArray>().is_some() {
        let b = buffer::owned(th, b)?;
        return new_bytearray(th, b);
    }
    new_bytes(th, &b)
}

/// The receiver's bytes.
pub(super) fn contents<'a>(th: &mut Thread, v: &'a Obj) -> R<Cow<'a, [u8]>> {
    Ok(as_bytes(th, v)?.unwrap_or_default())
}

pub(super) fn append(th: &mut Thread, to: &mut Vec<u8>, b: &[u8]) -> R<()> {
    to.try_reserve(b.len()).or_raise(th)?;
    to.extend_from_slice(b);
    Ok(())
}

/// `sep.join(parts)` where all are bytes.
pub(super) fn join_bytes(th: &mut Thread, v: &Obj, sep: &[u8], parts: &[Obj]) -> Option<R<Obj>> {
    v.get::<Bytes>()?;
    let mut len = sep.len().checked_mul(parts.len().saturating_sub(1))?;
    for p in parts {
        len = len.checked_add(p.get::<Bytes>()?.as_slice().len())?;
    }
    // SAFETY: what is written is what was counted: bytes do not change.
    Some(unsafe {
        bytes_by(th, len, |out| {
            let mut at = out;
            for (i, part) in parts.iter().filter_map(|p| p.get::<Bytes>()).enumerate() {
                for piece in [if i > 0 { sep } else { &[] }, part.as_slice()] {
                    at.copy_from_nonoverlapping(piece.as_ptr(), piece.len());
                    at = at.add(piece.len());
                }
            }
        })
    })
}

/// `n` bytes that are zero, of memory that the system may have cleared already.
fn zeroed(th: &mut Thread, n: usize) -> R<Vec<u8>> {
    th.afford(Some(n))?;
    let Ok(layout) = core::alloc::Layout::array::<u8>(n) else { return Err(th.no_memory()) };
    if n == 0 {
        return Ok(Vec::new());
    }
    // SAFETY: the size is not zero; the vector is made of all of the block.
    unsafe {
        let block = alloc::alloc::alloc_zeroed(layout);
        if block.is_null() {
            return Err(th.no_memory());
        }
        Ok(Vec::from_raw_parts(block, n, n))
    }
}

pub(super) fn len(v: &Obj) -> usize {
    with_bytes(v, <[u8]>::len).unwrap_or(0)
}

/// A needle: bytes, or one byte as an int.
pub(super) fn needle<'a>(th: &mut Thread, v: &'a Obj) -> R<Cow<'a, [u8]>> {
    if int_object::is_int(v) {
        let byte = byte_from(th, v, "byte")?;
        let mut one: Vec<u8> = th.vec(1)?;
        one.push(byte);
        return Ok(Cow::Owned(one));
    }
    match as_bytes(th, v)? {
        Some(b) => Ok(b),
        None => {
            let t = th.type_name(v);
            Err(th.type_error(format_args!("argument should be integer or bytes-like object, not '{t}'")))
        }
    }
}

pub(super) fn getitem(th: &mut Thread, v: &Obj, key: &Obj) -> R<Obj> {
    if let Some(i) = key.value().as_small() {
        let byte = with_bytes(v, |b| usize::try_from(if i < 0 { i + b.len() as i64 } else { i }).ok().and_then(|i| b.get(i).copied()));
        if let Some(Some(b)) = byte {
            return Ok(Obj::from_i31(i32::from(b)));
        }
    }
    if key.exact::<Slice>().is_some() {
        let (start, stop, step, count) = slice_object::indices(th, key, len(v))?;
        if step == 1 {
            if start == 0 && count == len(v) && v.exact::<Bytes>().is_some() {
                return Ok(v.clone());
            }
            if let Some(b) = v.get::<Bytes>() {
                let from = start as usize;
                return new_bytes(th, b.as_slice().get(from..from + count).unwrap_or(&[]));
            }
            let part = with_bytes(v, |b| {
                let (from, to) = slice_object::range_now(key, b.len(), start, stop);
                to_vec(b.get(from..to).unwrap_or(&[]))
            });
            let part = part.unwrap_or(Ok(Vec::new())).or_raise(th)?;
            return like(th, v, part);
        }
        let all = contents(th, v)?;
        let mut out: Vec<u8> = th.vec(count)?;
        // The receiver may be shorter by now.
        out.extend((0..count as i64).filter_map(|k| all.get((start + k * step) as usize)));
        return like(th, v, out);
    }
    let array = v.get::<ByteArray>().is_some();
    let what = if array { "bytearray" } else { "byte" };
    match sequence::index(th, key, len(v), what)?.and_then(|i| byte_at(v, i)) {
        Some(b) => Ok(Obj::from_i31(i32::from(b))),
        None if array => Err(th.raise(Builtin::IndexError, format_args!("bytearray index out of range"))),
        None => Err(th.raise(Builtin::IndexError, format_args!("index out of range"))),
    }
}

pub(super) fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let text = str_repr::bytes_repr(&contents(th, v)?).or_raise(th)?;
    if v.get::<ByteArray>().is_none() {
        return th.str(text.as_str());
    }
    let name = th.type_name(v);
    th.str_fmt(format_args!("{name}({})", text.as_str()))
}

pub(super) fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    match op {
        BinaryOp::Add if is_bytes(a) => {
            let (Some(x), Some(y)) = (as_bytes(th, a)?, buffer::as_plain(th, b)?) else { return Ok(Obj::NOT_IMPLEMENTED) };
            if a.get::<Bytes>().is_some() {
                let Some(len) = x.len().checked_add(y.len()) else { return Err(th.no_memory()) };
                // SAFETY: both are written, one behind the other.
                return unsafe {
                    bytes_by(th, len, |out| {
                        out.copy_from_nonoverlapping(x.as_ptr(), x.len());
                        out.add(x.len()).copy_from_nonoverlapping(y.as_ptr(), y.len());
                    })
                };
            }
            let mut out: Vec<u8> = th.vec(x.len() + y.len())?;
            out.extend_from_slice(&x);
            out.extend_from_slice(&y);
            like(th, a, out)
        }
        BinaryOp::Mul => {
            let (s, n) = if is_bytes(a) { (a, b) } else { (b, a) };
            let Some(n) = sequence::repeat_count(th, n)? else { return Ok(Obj::NOT_IMPLEMENTED) };
            let x = contents(th, s)?;
            if s.get::<Bytes>().is_some() && x.len().checked_mul(n).is_none_or(|total| isize::try_from(total).is_err()) {
                return Err(th.raise(Builtin::OverflowError, format_args!("repeated bytes are too long")));
            }
            if s.get::<Bytes>().is_some() {
                // SAFETY: as many are written; their number has just been found not to overflow.
                return unsafe { bytes_by(th, x.len() * n, |out| sequence::repeat_into(out, &x, n)) };
            }
            let out = sequence::repeat_bytes(th, &x, n)?;
            like(th, s, out)
        }
        BinaryOp::Mod if is_bytes(a) => {
            let template = contents(th, a)?;
            let out = percent_formatting::percent_bytes(th, &template, b)?;
            like(th, a, out)
        }
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

pub(super) fn source(th: &mut Thread, args: &Args<'_>, name: &'static str) -> R<Vec<u8>> {
    let [x, encoding, errors] = args.bind(th, &Signature::new(name, ["source", "encoding", "errors"]).required(0))?;
    let (encoding, errors) = str_type::codec_arguments(th, name, encoding, errors)?;
    let Some(x) = x else {
        if encoding.is_some() || errors.is_some() {
            let what = if encoding.is_some() { "encoding" } else { "errors" };
            return Err(th.type_error(format_args!("{what} without a string argument")));
        }
        return Ok(Vec::new());
    };
    let text = x.get::<Str>().is_some();
    if text && let Some(e) = encoding {
        return str_type::encode(th, x, e, errors);
    }
    let no_encoding = |th: &mut Thread| Err(th.type_error(format_args!("string argument without an encoding")));
    if text && errors.is_some() {
        return no_encoding(th);
    }
    if encoding.is_some() || errors.is_some() {
        let what = if encoding.is_some() { "encoding" } else { "errors" };
        return Err(th.type_error(format_args!("{what} without a string argument")));
    }
    // Subclasses may say otherwise.
    let plain = buffer::has_buffer(x) && !th.type_of(x).is_heap();
    if name == "bytes"
        && !plain
        && let Some(r) = protocol::call_special(th, x, crate::isolate::names::BYTES, &[])?
    {
        return match r.get::<Bytes>() {
            Some(b) => to_vec(b.as_slice()).or_raise(th),
            None => Err(protocol::wrong_result(th, x, "__bytes__", "a bytes", &r)),
        };
    }
    if text {
        return no_encoding(th);
    }
    // A size, or what has no `__index__` that works.
    let size = match sequence::as_index_i64(th, x, Builtin::OverflowError) {
        _ if plain => None,
        Ok(size) => size,
        Err(e) => {
            drop(th.take_if(e, Builtin::TypeError)?);
            None
        }
    };
    if let Some(n) = size {
        if n < 0 {
            return Err(th.value_error(format_args!("negative count")));
        }
        return zeroed(th, n as usize);
    }
    if let Some(b) = buffer::as_any_buffer(th, x)? {
        return buffer::owned(th, b);
    }
    from_iterable(th, x, name, name == "bytes")
}

pub(super) fn window(th: &mut Thread, a: &[Obj]) -> R<(i64, i64)> {
    let mut get = |i: usize, otherwise: i64| match a.get(i) {
        Some(v) if !v.is_none() => {
            let Some(i) = sequence::as_index(th, v)? else {
                return Err(th.type_error(format_args!("slice indices must be integers or have an __index__ method")));
            };
            protocol::index_clamped(th, &i)
        }
        _ => Ok(otherwise),
    };
    Ok((get(1, 0)?, get(2, i64::MAX)?))
}

pub(super) type Find = fn(&[u8], &[u8], i64, i64) -> Option<usize>;

pub(super) fn position(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, f: Find, raise: bool) -> R<Obj> {
    let a = args.between(th, name, 1, 3)?;
    let (start, end) = window(th, a)?;
    let n = needle(th, &a[0])?;
    match f(&contents(th, v)?, &n, start, end) {
        Some(i) => th.int(i as i64),
        None if raise => Err(th.value_error(format_args!("subsection not found"))),
        None => Ok(Obj::from_i31(-1)),
    }
}

pub(super) fn affix(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, end: bool) -> R<Obj> {
    let a = args.between(th, name, 1, 3)?;
    let (from, to) = window(th, a)?;
    let all = contents(th, v)?;
    let part = bytes_text::bounded(&all, from, to).map(|p| p.0);
    let holds = |x: &[u8]| part.is_some_and(|p| if end { p.ends_with(x) } else { p.starts_with(x) });
    if let Some(t) = a[0].get::<tuple_object::Tuple>() {
        for c in t.items() {
            if holds(&buffer::required(th, c)?) {
                return Ok(Obj::TRUE);
            }
        }
        return Ok(Obj::FALSE);
    }
    match as_bytes(th, &a[0])? {
        Some(x) => Ok(Obj::from_bool(holds(&x))),
        None => {
            let t = th.type_name(&a[0]);
            Err(th.type_error(format_args!("{name} first arg must be bytes or a tuple of bytes, not {t}")))
        }
    }
}

pub(super) fn strip(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, side: Side) -> R<Obj> {
    let a = args.between(th, name, 0, 1)?;
    let set = match a.first().filter(|s| !s.is_none()) {
        Some(s) => Some(buffer::required(th, s)?),
        None => None,
    };
    let all = contents(th, v)?;
    let part = bytes_text::strip(&all, set.as_deref(), side);
    if part.len() == all.len() && v.exact::<Bytes>().is_some() {
        return Ok(v.clone());
    }
    like(th, v, part)
}

pub(super) fn split(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &'static str, from_right: bool) -> R<Obj> {
    let [sep, most] = args.bind(th, &Signature::new(name, ["sep", "maxsplit"]).required(0))?;
    let most = match most {
        Some(m) => protocol::index_size(th, m)?,
        None => -1,
    };
    let sep = match sep.filter(|s| !s.is_none()) {
        Some(s) => Some(buffer::required(th, s)?),
        None => None,
    };
    let all = contents(th, v)?;
    let parts = if from_right { bytes_text::rsplit(&all, sep.as_deref(), most) } else { bytes_text::split(&all, sep.as_deref(), most) };
    let Some(parts) = parts else { return Err(th.value_error(format_args!("empty separator"))) };
    let mut out = Vec::new();
    for p in parts {
        let p = like(th, v, p)?;
        th.push(&mut out, p)?;
    }
    if from_right {
        out.reverse();
    }
    th.list(out)
}

pub(super) fn partition(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, from_right: bool) -> R<Obj> {
    let [sep] = args.exactly::<1>(th, name)?;
    let s = buffer::required(th, sep)?;
    if s.is_empty() {
        return Err(th.value_error(format_args!("empty separator")));
    }
    let all = contents(th, v)?;
    let (a, b, c) = match bytes_text::partition(&all, &s, from_right) {
        // Bytes give the separator back as it came.
        Some((a, c)) if v.get::<Bytes>().is_some() => (a, Some(sep.clone()), c),
        Some((a, c)) => (a, Some(like(th, v, &s[..])?), c),
        None if from_right => (&[][..], None, &all[..]),
        None => (&all[..], None, &[][..]),
    };
    let b = match b {
        Some(b) => b,
        None => like(th, v, &[][..])?,
    };
    let items = [like(th, v, a)?, b, like(th, v, c)?];
    th.tuple_of(&items)
}

pub(super) type Map = fn(&[u8]) -> Result<Vec<u8>, crate::text::text_buf::OutOfMemory>;

pub(super) fn map(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, f: Map) -> R<Obj> {
    args.exactly::<0>(th, name)?;
    let b = f(&contents(th, v)?).or_raise(th)?;
    like(th, v, b)
}

pub(super) fn test(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, f: fn(&[u8]) -> bool) -> R<Obj> {
    args.exactly::<0>(th, name)?;
    Ok(Obj::from_bool(f(&contents(th, v)?)))
}

pub(super) fn pad(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, how: Pad) -> R<Obj> {
    let a = args.between(th, name, 1, 2)?;
    let width = protocol::index_size(th, &a[0])?;
    let fill = match a.get(1) {
        // Other buffers are no byte strings.
        Some(f) => match as_bytes(th, f)?.as_deref().filter(|_| is_bytes(f)) {
            Some([b]) => *b,
            Some(other) => {
                let t = if f.get::<super::bytes_object::Bytes>().is_some() { "bytes" } else { "bytearray" };
                let n = other.len();
                return Err(
                    th.type_error(format_args!("{name}(): argument 2 must be a byte string of length 1, not a {t} object of length {n}"))
                );
            }
            None => {
                let t = th.argument_type(f);
                return Err(th.type_error(format_args!("{name}() argument 2 must be a byte string of length 1, not {t}")));
            }
        },
        None => b' ',
    };
    let b = bytes_text::pad(&contents(th, v)?, width, fill, how).or_raise(th)?;
    like(th, v, b)
}

/// The arguments of `hex`: a separator, and the size of the groups that it parts.
pub(crate) fn hex_arguments(th: &mut Thread, sep: Option<&Obj>, group: Option<&Obj>) -> R<(Option<char>, i64)> {
    let group = match group {
        Some(g) => protocol::index_size(th, g)?,
        None => 1,
    };
    Ok((sep.map(|s| separator(th, s)).transpose()?, group))
}

/// The separator of `hex`: one ASCII character, as text or bytes.
fn separator(th: &mut Thread, v: &Obj) -> R<char> {
    if protocol::len(th, v)? != 1 {
        return Err(th.value_error(format_args!("sep must be length 1.")));
    }
    let c = match v.get::<Str>() {
        Some(t) => t.as_str().chars().next(),
        // Of bytes that can change none is taken.
        None => match v.get::<Bytes>() {
            Some(b) => b.as_slice().first().map(|b| char::from(*b)),
            None => return Err(th.type_error(format_args!("sep must be str or bytes."))),
        },
    };
    match c.filter(char::is_ascii) {
        Some(c) => Ok(c),
        None => Err(th.value_error(format_args!("sep must be ASCII."))),
    }
}

/// The argument of `expandtabs`.
pub(super) fn tab_size(th: &mut Thread, args: &Args<'_>) -> R<i64> {
    const EXPAND_TABS: Signature<1> = Signature::new("expandtabs", ["tabsize"]).required(0);
    match args.bind(th, &EXPAND_TABS)? {
        [Some(n)] => protocol::index_c_int(th, n).map(i64::from),
        [None] => Ok(8),
    }
}

macro_rules! shared {
    ($type:literal; $($extra:expr,)*) => {
        &[
            Method::new("decode", |th, v, args| {
                let [e, errors] = args.bind(th, &Signature::new("decode", ["encoding", "errors"]).required(0))?;
                let (e, errors) = str_type::codec_arguments(th, "decode", e, errors)?;
                let b = contents(th, v)?;
                str_type::decode(th, &b, v, e, errors)
            }),
            Method::new("hex", |th, v, args| {
                let [sep, group] = args.bind(th, &Signature::new("hex", ["sep", "bytes_per_sep"]).required(0))?;
                let (sep, group) = hex_arguments(th, sep, group)?;
                let bytes = contents(th, v)?;
                if (sep.is_none() || group == 0) && !bytes.is_empty() {
                    return Str::allocate_hex(th, &bytes).or_raise(th);
                }
                let t = bytes_text::to_hex(&bytes, sep, group);
                th.str_buf(t)
            }),
            Method::class("fromhex", |th, cls, args| {
                let [t] = args.exactly::<1>(th, concat!($type, ".fromhex"))?;
                let parsed = match t.get::<Str>() {
                    // Of a text, what is not ASCII is complained of first.
                    Some(s) => match s.as_str().chars().position(|c| !c.is_ascii()) {
                        Some(at) => Err(bytes_text::FromHexError::At(at)),
                        None => bytes_text::from_hex(s.as_str().chars()),
                    },
                    None => match buffer::as_buffer(th, t)? {
                        Some(b) => bytes_text::from_hex(b.iter().copied().map(char::from)),
                        None => {
                            let t = protocol::shown_type(th, t);
                            return Err(th.type_error(format_args!("fromhex() argument must be str or bytes-like, not {t}")));
                        }
                    },
                };
                match parsed {
                    Ok(b) => {
                        let b = new_bytes(th, &b)?;
                        if cls.is(&th.builtin_type(Builtin::Bytes)) { Ok(b) } else { protocol::call(th, cls, &[b]) }
                    }
                    Err(e) => match e.message() {
                        Ok(m) => Err(th.value_error(format_args!("{}", m.as_str()))),
                        Err(_) => Err(th.no_memory()),
                    },
                }
            }),
            Method::new("join", |th, v, args| {
                let [x] = args.exactly::<1>(th, concat!($type, ".join"))?;
                let sep = contents(th, v)?;
                let parts = str_type::joined(th, x)?;
                if let Some(made) = join_bytes(th, v, &sep, &parts) {
                    return made;
                }
                let mut out = Vec::new();
                for (i, p) in parts.iter().enumerate() {
                    let Some(b) = buffer::as_plain(th, p)? else {
                        let t = th.type_name(p);
                        return Err(th.type_error(format_args!("sequence item {i}: expected a bytes-like object, {t} found")));
                    };
                    if i > 0 {
                        append(th, &mut out, &sep)?;
                    }
                    append(th, &mut out, &b)?;
                }
                like(th, v, out)
            }),
            Method::new("find", |th, v, a| position(th, v, a, "find", bytes_text::find, false)),
            Method::new("rfind", |th, v, a| position(th, v, a, "rfind", bytes_text::rfind, false)),
            Method::new("index", |th, v, a| position(th, v, a, "index", bytes_text::find, true)),
            Method::new("rindex", |th, v, a| position(th, v, a, "rindex", bytes_text::rfind, true)),
            Method::new("count", |th, v, args| {
                let a = args.between(th, "count", 1, 3)?;
                let (start, end) = window(th, a)?;
                let n = needle(th, &a[0])?;
                let n = bytes_text::count(&contents(th, v)?, &n, start, end);
                th.int(n as i64)
            }),
            Method::new("startswith", |th, v, a| affix(th, v, a, "startswith", false)),
            Method::new("endswith", |th, v, a| affix(th, v, a, "endswith", true)),
            Method::new("strip", |th, v, a| strip(th, v, a, "strip", Side::Both)),
            Method::new("lstrip", |th, v, a| strip(th, v, a, "lstrip", Side::Left)),
            Method::new("rstrip", |th, v, a| strip(th, v, a, "rstrip", Side::Right)),
            Method::new("split", |th, v, a| split(th, v, a, "split", false)),
            Method::new("rsplit", |th, v, a| split(th, v, a, "rsplit", true)),
            Method::new("splitlines", |th, v, args| {
                let [keep] = args.bind(th, &Signature::new("splitlines", ["keepends"]).required(0))?;
                let keep = match keep {
                    Some(k) => protocol::truth(th, k)?,
                    None => false,
                };
                let all = contents(th, v)?;
                let mut out = Vec::new();
                for l in bytes_text::split_lines(&all, keep) {
                    let l = like(th, v, l)?;
                    th.push(&mut out, l)?;
                }
                th.list(out)
            }),
            Method::new("partition", |th, v, a| partition(th, v, a, concat!($type, ".partition"), false)),
            Method::new("rpartition", |th, v, a| partition(th, v, a, concat!($type, ".rpartition"), true)),
            Method::new("replace", |th, v, args| {
                let [old, new, count] = args.bind(th, &Signature::new("replace", ["old", "new", "count"]).required(2).positional_only(2))?;
                let (Some(old), Some(new)) = (old, new) else { return Ok(Obj::NONE) };
                let (x, y) = (buffer::required(th, old)?, buffer::required(th, new)?);
                let n = match count {
                    Some(n) => protocol::index_size(th, n)?,
                    None => -1,
                };
                let b = bytes_text::replace(&contents(th, v)?, &x, &y, n).or_raise(th)?;
                like(th, v, b)
            }),
            Method::new("removeprefix", |th, v, args| {
                let [x] = args.exactly::<1>(th, concat!($type, ".removeprefix"))?;
                let (x, all) = (buffer::required(th, x)?, contents(th, v)?);
                like(th, v, all.strip_prefix(&x[..]).unwrap_or(&all))
            }),
            Method::new("removesuffix", |th, v, args| {
                let [x] = args.exactly::<1>(th, concat!($type, ".removesuffix"))?;
                let (x, all) = (buffer::required(th, x)?, contents(th, v)?);
                like(th, v, all.strip_suffix(&x[..]).unwrap_or(&all))
            }),
            Method::new("lower", |th, v, a| map(th, v, a, concat!($type, ".lower"), bytes_text::lower)),
            Method::new("upper", |th, v, a| map(th, v, a, concat!($type, ".upper"), bytes_text::upper)),
            Method::new("swapcase", |th, v, a| map(th, v, a, concat!($type, ".swapcase"), bytes_text::swapcase)),
            Method::new("capitalize", |th, v, a| map(th, v, a, concat!($type, ".capitalize"), bytes_text::capitalize)),
            Method::new("title", |th, v, a| map(th, v, a, concat!($type, ".title"), bytes_text::title)),
            Method::new("isalpha", |th, v, a| test(th, v, a, concat!($type, ".isalpha"), |b| bytes_text::is_all(b, u8::is_ascii_alphabetic))),
            Method::new("isdigit", |th, v, a| test(th, v, a, concat!($type, ".isdigit"), |b| bytes_text::is_all(b, u8::is_ascii_digit))),
            Method::new("isalnum", |th, v, a| test(th, v, a, concat!($type, ".isalnum"), |b| bytes_text::is_all(b, u8::is_ascii_alphanumeric))),
            Method::new("isspace", |th, v, a| test(th, v, a, concat!($type, ".isspace"), |b| bytes_text::is_all(b, |c| matches!(*c, b' ' | 9..=13)))),
            Method::new("isascii", |th, v, a| test(th, v, a, concat!($type, ".isascii"), <[u8]>::is_ascii)),
            Method::new("isupper", |th, v, a| test(th, v, a, concat!($type, ".isupper"), bytes_text::is_upper)),
            Method::new("islower", |th, v, a| test(th, v, a, concat!($type, ".islower"), bytes_text::is_lower)),
            Method::new("istitle", |th, v, a| test(th, v, a, concat!($type, ".istitle"), bytes_text::is_title)),
            Method::new("center", |th, v, a| pad(th, v, a, "center", Pad::Center)),
            Method::new("ljust", |th, v, a| pad(th, v, a, "ljust", Pad::Left)),
            Method::new("rjust", |th, v, a| pad(th, v, a, "rjust", Pad::Right)),
            Method::new("zfill", |th, v, args| {
                let [w] = args.exactly::<1>(th, concat!($type, ".zfill"))?;
                let w = protocol::index_size(th, w)?;
                let b = bytes_text::zfill(&contents(th, v)?, w).or_raise(th)?;
                like(th, v, b)
            }),
            Method::new("expandtabs", |th, v, args| {
                let n = tab_size(th, args)?;
                let b = bytes_text::expand_tabs(&contents(th, v)?, n).or_raise(th)?;
                like(th, v, b)
            }),
            Method::new("translate", |th, v, args| {
                let [table, delete] = args.bind(th, &Signature::new("translate", ["table", "delete"]).required(1).positional_only(1))?;
                let table: Option<[u8; 256]> = match table.filter(|t| !t.is_none()) {
                    Some(t) => match buffer::required(th, t)?.as_ref().try_into() {
                        Ok(t) => Some(t),
                        Err(_) => return Err(th.value_error(format_args!("translation table must be 256 characters long"))),
                    },
                    None => None,
                };
                let delete = match delete {
                    Some(d) => buffer::required(th, d)?,
                    None => Cow::Borrowed(&[][..]),
                };
                let b = bytes_text::translate(&contents(th, v)?, table.as_ref(), &delete).or_raise(th)?;
                like(th, v, b)
            }),
            Method::fixed("maketrans", |th, _, args| {
                let [x, y] = args.exactly::<2>(th, "maketrans")?;
                let (x, y) = (buffer::required(th, x)?, buffer::required(th, y)?);
                if x.len() != y.len() {
                    return Err(th.value_error(format_args!("maketrans arguments must have same length")));
                }
                let mut t: [u8; 256] = core::array::from_fn(|i| i as u8);
                for (a, b) in x.iter().zip(y.iter()) {
                    t[usize::from(*a)] = *b;
                }
                new_bytes(th, &t)
            }),
            $($extra,)*
        ]
    };
}
pub(super) use shared;

pub(super) fn compare(th: &mut Thread, op: super::spec::CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    if let (Some(x), Some(y)) = (a.exact::<Bytes>(), b.exact::<Bytes>()) {
        let (x, y) = (x.as_slice(), y.as_slice());
        return Ok(Obj::from_bool(match op {
            super::spec::CompareOp::Eq => x == y,
            super::spec::CompareOp::Ne => x != y,
            _ => op.holds(x.cmp(y)),
        }));
    }
    // `bytes` leaves the comparison to the other type; a bytearray takes any plain buffer.
    if a.get::<Bytes>().is_some() && !is_bytes(b) {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let (Some(x), Some(y)) = (as_bytes(th, a)?, buffer::as_plain(th, b)?) else { return Ok(Obj::NOT_IMPLEMENTED) };
    Ok(Obj::from_bool(op.holds(x.cmp(&y))))
}

pub(super) fn contains(th: &mut Thread, v: &Obj, x: &Obj) -> R<bool> {
    let n = if int_object::is_int(x) { needle(th, x)? } else { buffer::required(th, x)? };
    Ok(n.is_empty() || bytes_text::find_in(&contents(th, v)?, &n).is_some())
}

/// `bytes`
pub static BYTES: TypeSpec = TypeSpec {
    doc: "Bytes that do not change: of numbers below 256, of a buffer, of text encoded, or so many zeros.",
    flags: BASE | MATCH_SELF,
    slots: SlotSpec {
        repr: Some(repr),
        str: Some(repr),
        hash: Some(|th, v| {
            let key = th.isolate().config.hash_key;
            Ok(with_bytes(v, |b| hashing::hash_bytes(b, &key)).unwrap_or(0))
        }),
        compare: Some(compare),
        len: Some(|_, v| Ok(len(v))),
        getitem: Some(getitem),
        contains: Some(contains),
        iter: Some(iterators::bytes_iterator),
        binary: Some(binary),
        new: Some(|th, cls, args| {
            if let ([n], [], None) = (args.positional(), args.names, as_type(cls).filter(|c| c.is_heap()))
                && let Some(n) = n.value().as_small().and_then(|n| usize::try_from(n).ok())
            {
                // SAFETY: all are written.
                return unsafe { bytes_by(th, n, |out| out.write_bytes(0, n)) };
            }
            let b = source(th, args, "bytes")?;
            match as_type(cls).filter(|c| c.is_heap()) {
                Some(c) => {
                    let made = new_bytes_as(th, c.root_shape.load(Ordering::Relaxed), c.instance_size(), &b)?;
                    super::tuple_type::init_fields(&made, c);
                    Ok(made)
                }
                None => new_bytes(th, &b),
            }
        }),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::Add, BinaryOp::Mul, BinaryOp::Mod],
    methods: shared![
        "bytes";
        Method::new("__bytes__", |th, v, args| {
            args.exactly::<0>(th, "bytes.__bytes__")?;
            if v.exact::<Bytes>().is_some() { Ok(v.clone()) } else { let b = contents(th, v)?; new_bytes(th, &b) }
        }),
        Method::new("__getnewargs__", |th, v, args| {
            args.exactly::<0>(th, "bytes.__getnewargs__")?;
            let b = contents(th, v)?;
            let b = new_bytes(th, &b)?;
            th.tuple_of(&[b])
        }),
    ],
    ..TypeSpec::new(Builtin::Bytes, const { &Vtable::of::<Bytes>() })
};
