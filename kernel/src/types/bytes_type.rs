//! `bytes` and `bytearray`.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::bytes_object::{
    ByteArray, Bytes, as_bytes, byte_at, byte_from, from_iterable, is_bytes, new_bytearray, new_bytes, new_bytes_as, with_bytes,
};
use super::iterators;
use super::percent_formatting;
use super::sequence;
use super::slice_object::{self, Slice};
use super::spec::{BASE, BinaryOp, MATCH_SELF, Method, SlotSpec, TypeSpec, UNHASHABLE, Vtable};
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
use spin::Mutex;

/// A new object of the receiver's kind.
fn like<'a>(th: &mut Thread, v: &Obj, b: impl Into<Cow<'a, [u8]>>) -> R<Obj> {
    let b = b.into();
    if v.get::<ByteArray>().is_some() {
        let b = owned(th, b)?;
        return new_bytearray(th, b);
    }
    new_bytes(th, &b)
}

/// The receiver's bytes.
fn contents<'a>(th: &mut Thread, v: &'a Obj) -> R<Cow<'a, [u8]>> {
    Ok(as_bytes(th, v)?.unwrap_or_default())
}

/// Bytes of its own, from what may be borrowed.
fn owned(th: &mut Thread, b: Cow<'_, [u8]>) -> R<Vec<u8>> {
    match b {
        Cow::Owned(b) => Ok(b),
        Cow::Borrowed(b) => to_vec(b).or_raise(th),
    }
}

fn append(th: &mut Thread, to: &mut Vec<u8>, b: &[u8]) -> R<()> {
    to.try_reserve(b.len()).or_raise(th)?;
    to.extend_from_slice(b);
    Ok(())
}

fn len(v: &Obj) -> usize {
    with_bytes(v, <[u8]>::len).unwrap_or(0)
}

/// A bytes-like argument.
fn expect<'a>(th: &mut Thread, v: &'a Obj) -> R<Cow<'a, [u8]>> {
    match as_bytes(th, v)? {
        Some(b) => Ok(b),
        None => {
            let t = th.type_name(v);
            Err(th.type_error(format_args!("a bytes-like object is required, not '{t}'")))
        }
    }
}

/// A needle: bytes, or one byte as an int.
fn needle<'a>(th: &mut Thread, v: &'a Obj) -> R<Cow<'a, [u8]>> {
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

fn getitem(th: &mut Thread, v: &Obj, key: &Obj) -> R<Obj> {
    if let Some(i) = key.value().as_small() {
        let byte = with_bytes(v, |b| usize::try_from(if i < 0 { i + b.len() as i64 } else { i }).ok().and_then(|i| b.get(i).copied()));
        if let Some(Some(b)) = byte {
            return Ok(Obj::from_i31(i32::from(b)));
        }
    }
    if key.exact::<Slice>().is_some() {
        let (start, stop, step, count) = slice_object::indices(th, key, len(v))?;
        let all = contents(th, v)?;
        if step == 1 {
            if start == 0 && count == all.len() && v.exact::<Bytes>().is_some() {
                return Ok(v.clone());
            }
            let part = all.get(start as usize..stop.max(start) as usize).unwrap_or(&[]);
            return like(th, v, part);
        }
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

fn setitem(th: &mut Thread, v: &Obj, key: &Obj, value: Option<&Obj>) -> R<()> {
    let Some(a) = v.get::<ByteArray>() else { return Ok(()) };
    if key.exact::<Slice>().is_some() {
        let new = match value {
            Some(x) if x.get::<Str>().is_some() || !(is_bytes(x) || protocol::is_iterable(th, x)) => {
                return Err(th.type_error(format_args!("can assign only bytes, buffers, or iterables of ints in range(0, 256)")));
            }
            Some(x) => match as_bytes(th, x)? {
                Some(b) => owned(th, b)?,
                None => from_iterable(th, x, "bytearray")?,
            },
            None => Vec::new(),
        };
        let (start, stop, step, count) = slice_object::indices(th, key, len(v))?;
        let mut data = a.data.lock();
        if step == 1 {
            let (x, y) = ((start as usize).min(data.len()), (stop.max(start) as usize).min(data.len()));
            if data.try_reserve(new.len()).is_err() {
                drop(data);
                return Err(th.no_memory());
            }
            data.splice(x..y.max(x), new);
            return Ok(());
        }
        if value.is_none() {
            let (first, _) = sequence::covered(start, step, count);
            let stride = usize::try_from(step.unsigned_abs()).unwrap_or(usize::MAX);
            let mut i = 0;
            data.retain(|_| {
                let (at, inside) = (i, i >= first && (i - first) / stride < count);
                i += 1;
                !(inside && (at - first).is_multiple_of(stride))
            });
            return Ok(());
        }
        if new.len() != count {
            drop(data);
            let n = new.len();
            return Err(th.value_error(format_args!("attempt to assign bytes of size {n} to extended slice of size {count}")));
        }
        for (k, b) in new.into_iter().enumerate() {
            if let Some(p) = data.get_mut((start + k as i64 * step) as usize) {
                *p = b;
            }
        }
        return Ok(());
    }
    let byte = match value {
        Some(x) => Some(byte_from(th, x, "byte")?),
        None => None,
    };
    let i = sequence::index(th, key, len(v), "bytearray")?;
    let done = i.is_some_and(|i| {
        let mut data = a.data.lock();
        match byte {
            _ if i >= data.len() => false,
            Some(b) => {
                data[i] = b;
                true
            }
            None => {
                data.remove(i);
                true
            }
        }
    });
    if done { Ok(()) } else { Err(th.raise(Builtin::IndexError, format_args!("bytearray index out of range"))) }
}

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let text = str_repr::bytes_repr(&contents(th, v)?).or_raise(th)?;
    if v.get::<ByteArray>().is_some() { th.str_fmt(format_args!("bytearray({})", text.as_str())) } else { th.str(text.as_str()) }
}

fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    match op {
        BinaryOp::Add => {
            let (Some(x), Some(y)) = (as_bytes(th, a)?, as_bytes(th, b)?) else { return Ok(Obj::NOT_IMPLEMENTED) };
            let mut out: Vec<u8> = th.vec(x.len() + y.len())?;
            out.extend_from_slice(&x);
            out.extend_from_slice(&y);
            like(th, a, out)
        }
        BinaryOp::Mul => {
            let (s, n) = if is_bytes(a) { (a, b) } else { (b, a) };
            let Some(n) = sequence::repeat_count(th, n)? else { return Ok(Obj::NOT_IMPLEMENTED) };
            let x = contents(th, s)?;
            let Some(total) = x.len().checked_mul(n) else { return Err(th.no_memory()) };
            let mut out: Vec<u8> = th.vec(total)?;
            for _ in 0..n {
                out.extend_from_slice(&x);
            }
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

fn source(th: &mut Thread, args: &Args<'_>, name: &'static str) -> R<Vec<u8>> {
    let [x, encoding, errors] = args.bind(
        th,
        &Signature { name, parameters: ["source", "encoding", "errors"], required: 0, positional_only: 0, keyword_only_from: 3 },
    )?;
    let (encoding, errors) = str_type::codec_arguments(th, name, encoding, errors)?;
    let Some(x) = x else {
        if encoding.is_some() || errors.is_some() {
            let what = if encoding.is_some() { "encoding" } else { "errors" };
            return Err(th.type_error(format_args!("{what} without a string argument")));
        }
        return Ok(Vec::new());
    };
    if x.get::<Str>().is_some() {
        let Some(e) = encoding else { return Err(th.type_error(format_args!("string argument without an encoding"))) };
        return str_type::encode(th, x, e, errors);
    }
    if encoding.is_some() || errors.is_some() {
        let what = if encoding.is_some() { "encoding" } else { "errors" };
        return Err(th.type_error(format_args!("{what} without a string argument")));
    }
    if name == "bytes"
        && !is_bytes(x)
        && let Some(r) = protocol::call_special(th, x, crate::isolate::names::BYTES, &[])?
    {
        return match r.get::<Bytes>() {
            Some(b) => to_vec(b.as_slice()).or_raise(th),
            None => {
                let (c, t) = (th.type_name(x), th.type_name(&r));
                Err(th.type_error(format_args!("{c}.__bytes__() must return a bytes, not {t}")))
            }
        };
    }
    if let Some(b) = as_bytes(th, x)? {
        return owned(th, b);
    }
    if int_object::is_int(x) {
        let n = protocol::index_size(th, x)?;
        if n < 0 {
            return Err(th.value_error(format_args!("negative count")));
        }
        let mut v: Vec<u8> = th.vec(n as usize)?;
        v.resize(n as usize, 0);
        return Ok(v);
    }
    from_iterable(th, x, name)
}

fn window(th: &mut Thread, a: &[Obj]) -> R<(i64, i64)> {
    let mut get = |i: usize, otherwise: i64| match a.get(i) {
        Some(v) if !v.is_none() => {
            if sequence::as_index(th, v)?.is_none() {
                return Err(th.type_error(format_args!("slice indices must be integers or have an __index__ method")));
            }
            protocol::index_clamped(th, v)
        }
        _ => Ok(otherwise),
    };
    Ok((get(1, 0)?, get(2, i64::MAX)?))
}

type Find = fn(&[u8], &[u8], i64, i64) -> Option<usize>;

fn position(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, f: Find, raise: bool) -> R<Obj> {
    let a = args.between(th, name, 1, 3)?;
    let (start, end) = window(th, a)?;
    let n = needle(th, &a[0])?;
    match f(&contents(th, v)?, &n, start, end) {
        Some(i) => th.int(i as i64),
        None if raise => Err(th.value_error(format_args!("subsection not found"))),
        None => Ok(Obj::from_i31(-1)),
    }
}

fn affix(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, end: bool) -> R<Obj> {
    let a = args.between(th, name, 1, 3)?;
    let (from, to) = window(th, a)?;
    let all = contents(th, v)?;
    let part = bytes_text::bounded(&all, from, to).map(|p| p.0);
    let holds = |x: &[u8]| part.is_some_and(|p| if end { p.ends_with(x) } else { p.starts_with(x) });
    if let Some(t) = a[0].get::<tuple_object::Tuple>() {
        for c in t.items() {
            if holds(&expect(th, c)?) {
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

fn strip(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, side: Side) -> R<Obj> {
    let a = args.between(th, name, 0, 1)?;
    let set = match a.first().filter(|s| !s.is_none()) {
        Some(s) => Some(expect(th, s)?),
        None => None,
    };
    let all = contents(th, v)?;
    let part = bytes_text::strip(&all, set.as_deref(), side);
    if part.len() == all.len() && v.exact::<Bytes>().is_some() {
        return Ok(v.clone());
    }
    like(th, v, part)
}

fn split(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &'static str, from_right: bool) -> R<Obj> {
    let [sep, most] =
        args.bind(th, &Signature { name, parameters: ["sep", "maxsplit"], required: 0, positional_only: 0, keyword_only_from: 2 })?;
    let most = match most {
        Some(m) => protocol::index_size(th, m)?,
        None => -1,
    };
    let sep = match sep.filter(|s| !s.is_none()) {
        Some(s) => Some(expect(th, s)?),
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

fn partition(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, from_right: bool) -> R<Obj> {
    let [sep] = args.exactly::<1>(th, name)?;
    let s = expect(th, sep)?;
    if s.is_empty() {
        return Err(th.value_error(format_args!("empty separator")));
    }
    let all = contents(th, v)?;
    let (a, b, c) = match bytes_text::partition(&all, &s, from_right) {
        Some((a, c)) => (a, &s[..], c),
        None if from_right => (&[][..], &[][..], &all[..]),
        None => (&all[..], &[][..], &[][..]),
    };
    let items = [like(th, v, a)?, like(th, v, b)?, like(th, v, c)?];
    th.tuple_of(&items)
}

type Map = fn(&[u8]) -> Result<Vec<u8>, crate::text::text_buf::OutOfMemory>;

fn map(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, f: Map) -> R<Obj> {
    args.exactly::<0>(th, name)?;
    let b = f(&contents(th, v)?).or_raise(th)?;
    like(th, v, b)
}

fn test(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, f: fn(&[u8]) -> bool) -> R<Obj> {
    args.exactly::<0>(th, name)?;
    Ok(Obj::from_bool(f(&contents(th, v)?)))
}

fn pad(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, how: Pad) -> R<Obj> {
    let a = args.between(th, name, 1, 2)?;
    let width = protocol::index_size(th, &a[0])?;
    let fill = match a.get(1) {
        Some(f) => match as_bytes(th, f)?.as_deref() {
            Some([b]) => *b,
            Some(other) => {
                let (t, n) = (th.type_name(f), other.len());
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

/// The separator of `hex`: one ASCII character, as text or bytes.
fn separator(th: &mut Thread, v: &Obj) -> R<char> {
    if protocol::len(th, v)? != 1 {
        return Err(th.value_error(format_args!("sep must be length 1.")));
    }
    let c = match v.get::<Str>() {
        Some(t) => t.as_str().chars().next(),
        None => match as_bytes(th, v)? {
            Some(b) => b.first().map(|b| char::from(*b)),
            None => return Err(th.type_error(format_args!("sep must be str or bytes."))),
        },
    };
    match c.filter(char::is_ascii) {
        Some(c) => Ok(c),
        None => Err(th.value_error(format_args!("sep must be ASCII."))),
    }
}

/// An optional size given by position or name.
fn size(th: &mut Thread, args: &Args<'_>, name: &'static str, parameter: &'static str, otherwise: i64) -> R<i64> {
    let [n] = args.bind(th, &Signature { name, parameters: [parameter], required: 0, positional_only: 0, keyword_only_from: 1 })?;
    match n {
        Some(n) => protocol::index_size(th, n),
        None => Ok(otherwise),
    }
}

macro_rules! shared {
    ($type:literal; $($extra:expr,)*) => {
        &[
            Method::new("decode", |th, v, args| {
                let [e, errors] = args.bind(th, &Signature { name: "decode", parameters: ["encoding", "errors"], required: 0, positional_only: 0, keyword_only_from: 2 })?;
                let (e, errors) = str_type::codec_arguments(th, "decode", e, errors)?;
                let b = contents(th, v)?;
                str_type::decode(th, &b, v, e.unwrap_or("utf-8"), errors)
            }),
            Method::new("hex", |th, v, args| {
                let [sep, group] = args.bind(th, &Signature { name: "hex", parameters: ["sep", "bytes_per_sep"], required: 0, positional_only: 0, keyword_only_from: 2 })?;
                let sep = sep.map(|s| separator(th, s)).transpose()?;
                let group = match group {
                    Some(g) => protocol::index_size(th, g)?,
                    None => 1,
                };
                let t = bytes_text::to_hex(&contents(th, v)?, sep, group);
                th.str_buf(t)
            }),
            Method::class("fromhex", |th, cls, args| {
                let [t] = args.exactly::<1>(th, concat!($type, ".fromhex"))?;
                let Some(s) = t.get::<Str>() else {
                    let t = th.type_name(t);
                    return Err(th.type_error(format_args!("fromhex() argument must be str, not {t}")));
                };
                match bytes_text::from_hex(s.as_str()) {
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
                if !protocol::is_iterable(th, x) {
                    return Err(th.type_error(format_args!("can only join an iterable")));
                }
                let sep = contents(th, v)?;
                let mut out = Vec::new();
                for (i, p) in protocol::collect(th, x)?.iter().enumerate() {
                    let Some(b) = as_bytes(th, p)? else {
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
                let [keep] = args.bind(th, &Signature { name: "splitlines", parameters: ["keepends"], required: 0, positional_only: 0, keyword_only_from: 1 })?;
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
                let [old, new, count] = args.bind(th, &Signature { name: "replace", parameters: ["old", "new", "count"], required: 2, positional_only: 2, keyword_only_from: 3 })?;
                let (Some(old), Some(new)) = (old, new) else { return Ok(Obj::NONE) };
                let (x, y) = (expect(th, old)?, expect(th, new)?);
                let n = match count {
                    Some(n) => protocol::index_size(th, n)?,
                    None => -1,
                };
                let b = bytes_text::replace(&contents(th, v)?, &x, &y, n).or_raise(th)?;
                like(th, v, b)
            }),
            Method::new("removeprefix", |th, v, args| {
                let [x] = args.exactly::<1>(th, concat!($type, ".removeprefix"))?;
                let (x, all) = (expect(th, x)?, contents(th, v)?);
                like(th, v, all.strip_prefix(&x[..]).unwrap_or(&all))
            }),
            Method::new("removesuffix", |th, v, args| {
                let [x] = args.exactly::<1>(th, concat!($type, ".removesuffix"))?;
                let (x, all) = (expect(th, x)?, contents(th, v)?);
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
                let n = size(th, args, "expandtabs", "tabsize", 8)?;
                let b = bytes_text::expand_tabs(&contents(th, v)?, n).or_raise(th)?;
                like(th, v, b)
            }),
            Method::new("translate", |th, v, args| {
                let [table, delete] = args.bind(th, &Signature { name: "translate", parameters: ["table", "delete"], required: 1, positional_only: 1, keyword_only_from: 2 })?;
                let delete = match delete {
                    Some(d) => expect(th, d)?,
                    None => Cow::Borrowed(&[][..]),
                };
                let table: Option<[u8; 256]> = match table.filter(|t| !t.is_none()) {
                    Some(t) => match expect(th, t)?.as_ref().try_into() {
                        Ok(t) => Some(t),
                        Err(_) => return Err(th.value_error(format_args!("translation table must be 256 characters long"))),
                    },
                    None => None,
                };
                let b = bytes_text::translate(&contents(th, v)?, table.as_ref(), &delete).or_raise(th)?;
                like(th, v, b)
            }),
            Method::fixed("maketrans", |th, _, args| {
                let [x, y] = args.exactly::<2>(th, "maketrans")?;
                let (x, y) = (expect(th, x)?, expect(th, y)?);
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

fn compare(th: &mut Thread, op: super::spec::CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    if let (Some(x), Some(y)) = (a.exact::<Bytes>(), b.exact::<Bytes>()) {
        let (x, y) = (x.as_slice(), y.as_slice());
        return Ok(Obj::from_bool(match op {
            super::spec::CompareOp::Eq => x == y,
            super::spec::CompareOp::Ne => x != y,
            _ => op.holds(x.cmp(y)),
        }));
    }
    let (Some(x), Some(y)) = (as_bytes(th, a)?, as_bytes(th, b)?) else { return Ok(Obj::NOT_IMPLEMENTED) };
    Ok(Obj::from_bool(op.holds(x.cmp(&y))))
}

fn contains(th: &mut Thread, v: &Obj, x: &Obj) -> R<bool> {
    let n = if int_object::is_int(x) { needle(th, x)? } else { expect(th, x)? };
    Ok(n.is_empty() || bytes_text::find_in(&contents(th, v)?, &n).is_some())
}

/// `bytes`
pub static BYTES: TypeSpec = TypeSpec {
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

fn array(v: &Obj) -> &Mutex<Vec<u8>> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { &v.get_unchecked::<ByteArray>().payload.data }
}

/// Appends to a bytearray.
fn extend(th: &mut Thread, v: &Obj, b: &[u8]) -> R<()> {
    let room = {
        let mut d = array(v).lock();
        let room = d.try_reserve(b.len());
        if room.is_ok() {
            match b {
                [byte] => d.push(*byte),
                _ => d.extend_from_slice(b),
            }
        }
        room
    };
    room.or_raise(th)
}

/// `bytearray`
pub static BYTE_ARRAY: TypeSpec = TypeSpec {
    flags: BASE | UNHASHABLE | MATCH_SELF,
    slots: SlotSpec {
        repr: Some(repr),
        str: Some(repr),
        hash: Some(protocol::unhashable),
        compare: Some(compare),
        len: Some(|_, v| Ok(len(v))),
        getitem: Some(getitem),
        setitem: Some(setitem),
        contains: Some(contains),
        iter: Some(iterators::bytes_iterator),
        binary: Some(binary),
        inplace: Some(|th, op, a, b| match op {
            BinaryOp::Add => {
                let Some(y) = as_bytes(th, b)? else {
                    let (t, c) = (th.type_name(b), th.type_name(a));
                    return Err(th.type_error(format_args!("can't concat {t} to {c}")));
                };
                extend(th, a, &y)?;
                Ok(a.clone())
            }
            BinaryOp::Mul => {
                let Some(n) = sequence::repeat_count(th, b)? else { return Ok(Obj::NOT_IMPLEMENTED) };
                let x = contents(th, a)?;
                let Some(total) = x.len().checked_mul(n) else { return Err(th.no_memory()) };
                let mut out: Vec<u8> = th.vec(total)?;
                for _ in 0..n {
                    out.extend_from_slice(&x);
                }
                *array(a).lock() = out;
                Ok(a.clone())
            }
            _ => Ok(Obj::NOT_IMPLEMENTED),
        }),
        new: Some(|th, cls, _| th.new_payload(cls, ByteArray { data: Mutex::new(Vec::new()) })),
        init: Some(|th, v, args| {
            let b = source(th, args, "bytearray")?;
            *array(v).lock() = b;
            Ok(())
        }),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::Add, BinaryOp::Mul, BinaryOp::Mod],
    inplace: &[BinaryOp::Add, BinaryOp::Mul],
    methods: shared![
        "bytearray";
        Method::new("append", |th, v, args| {
            let [x] = args.exactly::<1>(th, "bytearray.append")?;
            let b = byte_from(th, x, "byte")?;
            extend(th, v, &[b])?;
            Ok(Obj::NONE)
        }),
        Method::new("extend", |th, v, args| {
            let [x] = args.exactly::<1>(th, "bytearray.extend")?;
            let b = match as_bytes(th, x)? {
                Some(b) => b,
                None => {
                    let t = th.type_name(x);
                    if x.get::<Str>().is_some() {
                        return Err(th.type_error(format_args!("expected iterable of integers; got: '{t}'")));
                    }
                    if !protocol::is_iterable(th, x) {
                        return Err(th.type_error(format_args!("can't extend bytearray with {t}")));
                    }
                    Cow::Owned(from_iterable(th, x, "bytearray")?)
                }
            };
            extend(th, v, &b)?;
            Ok(Obj::NONE)
        }),
        Method::new("insert", |th, v, args| {
            let [i, x] = args.exactly::<2>(th, "insert")?;
            let (i, b) = (protocol::index_clamped(th, i)?, byte_from(th, x, "byte")?);
            let mut d = array(v).lock();
            let n = d.len() as i64;
            let i = if i < 0 { (i + n).max(0) } else { i.min(n) };
            if d.try_reserve(1).is_err() {
                drop(d);
                return Err(th.no_memory());
            }
            d.insert(i as usize, b);
            Ok(Obj::NONE)
        }),
        Method::new("pop", |th, v, args| {
            let a = args.between(th, "pop", 0, 1)?;
            let i = match a.first() {
                Some(i) => protocol::index_size(th, i)?,
                None => -1,
            };
            let out = {
                let mut d = array(v).lock();
                let n = d.len() as i64;
                let i = if i < 0 { i + n } else { i };
                if n == 0 {
                    Err(true)
                } else if i < 0 || i >= n {
                    Err(false)
                } else {
                    Ok(d.remove(i as usize))
                }
            };
            match out {
                Ok(b) => Ok(Obj::from_i31(i32::from(b))),
                Err(true) => Err(th.raise(Builtin::IndexError, format_args!("pop from empty bytearray"))),
                Err(false) => Err(th.raise(Builtin::IndexError, format_args!("pop index out of range"))),
            }
        }),
        Method::new("remove", |th, v, args| {
            let [x] = args.exactly::<1>(th, "bytearray.remove")?;
            let b = byte_from(th, x, "byte")?;
            let found = {
                let mut d = array(v).lock();
                d.iter().position(|c| *c == b).map(|i| d.remove(i))
            };
            match found {
                Some(_) => Ok(Obj::NONE),
                None => Err(th.value_error(format_args!("value not found in bytearray"))),
            }
        }),
        Method::new("reverse", |th, v, args| {
            args.exactly::<0>(th, "bytearray.reverse")?;
            array(v).lock().reverse();
            Ok(Obj::NONE)
        }),
        Method::new("clear", |th, v, args| {
            args.exactly::<0>(th, "bytearray.clear")?;
            array(v).lock().clear();
            Ok(Obj::NONE)
        }),
        Method::new("copy", |th, v, args| {
            args.exactly::<0>(th, "bytearray.copy")?;
            let b = contents(th, v)?;
            like(th, v, b)
        }),
        Method::new("take_bytes", |th, v, args| {
            let a = args.between(th, "take_bytes", 0, 1)?;
            let n = match a.first().filter(|n| !n.is_none()) {
                Some(n) if sequence::as_index(th, n)?.is_none() => {
                    return Err(th.type_error(format_args!("n must be an integer or None")));
                }
                Some(n) => Some(protocol::index_i64(th, n, Builtin::IndexError)?),
                None => None,
            };
            let (taken, size) = {
                let mut d = array(v).lock();
                let size = d.len() as i64;
                let n = n.map_or(size, |n| if n < 0 { n + size } else { n });
                // The caller gets the front; the rest moves down in place.
                (if (0..=size).contains(&n) { Ok(d.drain(..n as usize).collect::<Vec<u8>>()) } else { Err(n) }, size)
            };
            match taken {
                Ok(b) => new_bytes(th, &b),
                Err(n) => Err(th.raise(Builtin::IndexError, format_args!("can't take {n} bytes outside size {size}"))),
            }
        }),
        Method::new("resize", |th, v, args| {
            let [n] = args.exactly::<1>(th, "bytearray.resize")?;
            let n = protocol::index_size(th, n)?;
            let Ok(n) = usize::try_from(n) else {
                return Err(th.value_error(format_args!("Can only resize to positive sizes, got {n}")));
            };
            let mut d = array(v).lock();
            let more = n.saturating_sub(d.len());
            if d.try_reserve(more).is_err() {
                drop(d);
                return Err(th.no_memory());
            }
            d.resize(n, 0);
            Ok(Obj::NONE)
        }),
    ],
    ..TypeSpec::new(Builtin::ByteArray, const { &Vtable::of::<ByteArray>() })
};
