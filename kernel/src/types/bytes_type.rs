//! `bytes` and `bytearray`.

use alloc::vec::Vec;

use super::bytes_object::{
    ByteArray, Bytes, as_bytes, byte_at, byte_from, from_iterable, new_bytearray, new_bytes, new_bytes_as, with_bytes,
};
use super::iterators;
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
use crate::text::{hashing, str_repr};
use crate::types::str_object::{self, Str};
use crate::types::type_object::as_type;
use crate::types::{int_object, protocol, str_type, tuple_object};
use spin::Mutex;

/// A new object of the receiver's kind.
fn like(th: &mut Thread, v: &Obj, b: Vec<u8>) -> R<Obj> {
    if v.get::<ByteArray>().is_some() { new_bytearray(th, b) } else { new_bytes(th, &b) }
}

fn contents(v: &Obj) -> Vec<u8> {
    as_bytes(v).unwrap_or_default()
}

fn len(v: &Obj) -> usize {
    with_bytes(v, <[u8]>::len).unwrap_or(0)
}

/// A bytes-like argument.
fn expect(th: &mut Thread, v: &Obj) -> R<Vec<u8>> {
    match as_bytes(v) {
        Some(b) => Ok(b),
        None => {
            let t = th.type_name(v);
            Err(th.type_error(format_args!("a bytes-like object is required, not '{t}'")))
        }
    }
}

/// A needle: bytes, or one byte as an int.
fn needle(th: &mut Thread, v: &Obj) -> R<Vec<u8>> {
    if int_object::is_int(v) {
        return Ok(alloc::vec![byte_from(th, v, "byte")?]);
    }
    match as_bytes(v) {
        Some(b) => Ok(b),
        None => {
            let t = th.type_name(v);
            Err(th.type_error(format_args!("argument should be integer or bytes-like object, not '{t}'")))
        }
    }
}

fn getitem(th: &mut Thread, v: &Obj, key: &Obj) -> R<Obj> {
    if key.exact::<Slice>().is_some() {
        let all = contents(v);
        let (start, _, step, count) = slice_object::indices(th, key, all.len())?;
        let out = (0..count as i64).map(|k| all[(start + k * step) as usize]).collect();
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
            Some(x) if x.get::<Str>().is_some() => {
                return Err(th.type_error(format_args!("can assign only bytes, buffers, or iterables of ints in range(0, 256)")));
            }
            Some(x) => match as_bytes(x) {
                Some(b) => b,
                None => from_iterable(th, x)?,
            },
            None => Vec::new(),
        };
        let (start, stop, step, count) = slice_object::indices(th, key, len(v))?;
        let mut data = a.data.lock();
        if step == 1 {
            let (x, y) = ((start as usize).min(data.len()), (stop.max(start) as usize).min(data.len()));
            data.splice(x..y.max(x), new);
            return Ok(());
        }
        if value.is_none() {
            let mut i = 0;
            let gone: Vec<usize> = (0..count as i64).map(|k| (start + k * step) as usize).collect();
            data.retain(|_| {
                i += 1;
                !gone.contains(&(i - 1))
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
    let text = str_repr::bytes_repr(&contents(v)).or_raise(th)?;
    if v.get::<ByteArray>().is_some() { th.str_fmt(format_args!("bytearray({})", text.as_str())) } else { th.str(text.as_str()) }
}

fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    match op {
        BinaryOp::Add => {
            let (Some(mut x), Some(y)) = (as_bytes(a), as_bytes(b)) else { return Ok(Obj::NOT_IMPLEMENTED) };
            x.extend_from_slice(&y);
            like(th, a, x)
        }
        BinaryOp::Mul => {
            let (s, n) = if as_bytes(a).is_some() { (a, b) } else { (b, a) };
            let Some(n) = sequence::repeat_count(th, n)? else { return Ok(Obj::NOT_IMPLEMENTED) };
            let x = contents(s);
            let Some(total) = x.len().checked_mul(n) else { return Err(th.no_memory()) };
            let mut out: Vec<u8> = th.vec(total)?;
            for _ in 0..n {
                out.extend_from_slice(&x);
            }
            like(th, s, out)
        }
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn source(th: &mut Thread, args: &Args<'_>, name: &'static str) -> R<Vec<u8>> {
    let [x, encoding, errors] = args.bind(
        th,
        &Signature { name, parameters: ["source", "encoding", "errors"], required: 0, positional_only: 0, keyword_only_from: 3 },
    )?;
    let Some(x) = x else { return Ok(Vec::new()) };
    if x.get::<Str>().is_some() {
        let Some(e) = encoding else { return Err(th.type_error(format_args!("string argument without an encoding"))) };
        let e = alloc::string::String::from(str_object::text(e));
        return str_type::encode(th, x, &e, errors.map(str_object::text));
    }
    if encoding.is_some() {
        return Err(th.type_error(format_args!("encoding without a string argument")));
    }
    if let Some(b) = as_bytes(x) {
        return Ok(b);
    }
    if let Some(r) = protocol::call_special(th, x, crate::isolate::names::BYTES, &[])?
        && let Some(b) = as_bytes(&r)
    {
        return Ok(b);
    }
    if int_object::is_int(x) {
        let n = protocol::index_i64(th, x, Builtin::OverflowError)?;
        if n < 0 {
            return Err(th.value_error(format_args!("negative count")));
        }
        let mut v: Vec<u8> = th.vec(n as usize)?;
        v.resize(n as usize, 0);
        return Ok(v);
    }
    from_iterable(th, x)
}

fn window(th: &mut Thread, a: &[Obj]) -> R<(i64, i64)> {
    let mut get = |i: usize, otherwise: i64| match a.get(i) {
        Some(v) if !v.is_none() => protocol::index_clamped(th, v),
        _ => Ok(otherwise),
    };
    Ok((get(1, 0)?, get(2, i64::MAX)?))
}

type Find = fn(&[u8], &[u8], i64, i64) -> Option<usize>;

fn position(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, f: Find, raise: bool) -> R<Obj> {
    let a = args.between(th, name, 1, 3)?;
    let n = needle(th, &a[0])?;
    let (start, end) = window(th, a)?;
    match f(&contents(v), &n, start, end) {
        Some(i) => th.int(i as i64),
        None if raise => Err(th.value_error(format_args!("subsection not found"))),
        None => Ok(Obj::from_i31(-1)),
    }
}

fn affix(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, end: bool) -> R<Obj> {
    let a = args.between(th, name, 1, 3)?;
    let (from, to) = window(th, a)?;
    let all = contents(v);
    let part = bytes_text::bounded(&all, from, to).map(|p| p.0);
    let choices: Vec<Obj> = match a[0].get::<tuple_object::Tuple>() {
        Some(t) => t.items().to_vec(),
        None => alloc::vec![a[0].clone()],
    };
    for c in &choices {
        let Some(x) = as_bytes(c) else {
            let t = th.type_name(c);
            return Err(th.type_error(format_args!("{name} first arg must be bytes or a tuple of bytes, not {t}")));
        };
        if part.is_some_and(|p| if end { p.ends_with(&x) } else { p.starts_with(&x) }) {
            return Ok(Obj::TRUE);
        }
    }
    Ok(Obj::FALSE)
}

fn strip(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, side: Side) -> R<Obj> {
    let a = args.between(th, name, 0, 1)?;
    let set = match a.first().filter(|s| !s.is_none()) {
        Some(s) => Some(expect(th, s)?),
        None => None,
    };
    let all = contents(v);
    let part = bytes_text::strip(&all, set.as_deref(), side).to_vec();
    like(th, v, part)
}

fn split(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &'static str, from_right: bool) -> R<Obj> {
    let [sep, most] =
        args.bind(th, &Signature { name, parameters: ["sep", "maxsplit"], required: 0, positional_only: 0, keyword_only_from: 2 })?;
    let most = match most {
        Some(m) => protocol::index_i64(th, m, Builtin::OverflowError)?,
        None => -1,
    };
    let sep = match sep.filter(|s| !s.is_none()) {
        Some(s) => Some(expect(th, s)?),
        None => None,
    };
    let all = contents(v);
    let parts = if from_right { bytes_text::rsplit(&all, sep.as_deref(), most) } else { bytes_text::split(&all, sep.as_deref(), most) };
    let Some(parts) = parts else { return Err(th.value_error(format_args!("empty separator"))) };
    let mut out = Vec::new();
    for p in parts {
        let p = like(th, v, p.to_vec())?;
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
    let all = contents(v);
    let (a, b, c) = match bytes_text::partition(&all, &s, from_right) {
        Some((a, c)) => (a.to_vec(), s, c.to_vec()),
        None if from_right => (Vec::new(), Vec::new(), all.clone()),
        None => (all.clone(), Vec::new(), Vec::new()),
    };
    let items = [like(th, v, a)?, like(th, v, b)?, like(th, v, c)?];
    th.tuple_of(&items)
}

type Map = fn(&[u8]) -> Result<Vec<u8>, crate::text::text_buf::OutOfMemory>;

fn map(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, f: Map) -> R<Obj> {
    args.exactly::<0>(th, name)?;
    let b = f(&contents(v)).or_raise(th)?;
    like(th, v, b)
}

fn test(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, f: fn(&[u8]) -> bool) -> R<Obj> {
    args.exactly::<0>(th, name)?;
    Ok(Obj::from_bool(f(&contents(v))))
}

fn pad(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, how: Pad) -> R<Obj> {
    let a = args.between(th, name, 1, 2)?;
    let width = protocol::index_i64(th, &a[0], Builtin::OverflowError)?;
    let fill = match a.get(1) {
        Some(f) => match as_bytes(f).as_deref() {
            Some([b]) => *b,
            _ => {
                let t = th.type_name(f);
                return Err(th.type_error(format_args!("{name}() argument 2 must be a byte string of length 1, not {t}")));
            }
        },
        None => b' ',
    };
    let b = bytes_text::pad(&contents(v), width, fill, how).or_raise(th)?;
    like(th, v, b)
}

macro_rules! shared {
    ($($extra:expr,)*) => {
        &[
            Method::new("decode", |th, v, args| {
                let [e, errors] = args.bind(th, &Signature { name: "decode", parameters: ["encoding", "errors"], required: 0, positional_only: 0, keyword_only_from: 2 })?;
                let b = contents(v);
                str_type::decode(th, &b, v, e.map_or("utf-8", str_object::text), errors.map(str_object::text))
            }),
            Method::new("hex", |th, v, args| {
                let a = args.between(th, "hex", 0, 2)?;
                let sep = match a.first() {
                    Some(s) => match s.get::<Str>() {
                        Some(t) => t.as_str().chars().next(),
                        None => as_bytes(s).and_then(|b| b.first().map(|b| char::from(*b))),
                    },
                    None => None,
                };
                let group = match a.get(1) {
                    Some(g) => protocol::index_i64(th, g, Builtin::OverflowError)?,
                    None => 1,
                };
                let t = bytes_text::to_hex(&contents(v), sep, group);
                th.str_buf(t)
            }),
            Method::class("fromhex", |th, cls, args| {
                let [t] = args.exactly::<1>(th, "fromhex")?;
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
                let [x] = args.exactly::<1>(th, "join")?;
                let sep = contents(v);
                let mut out = Vec::new();
                for (i, p) in protocol::collect(th, x)?.iter().enumerate() {
                    let Some(b) = as_bytes(p) else {
                        let t = th.type_name(p);
                        return Err(th.type_error(format_args!("sequence item {i}: expected a bytes-like object, {t} found")));
                    };
                    if i > 0 {
                        out.extend_from_slice(&sep);
                    }
                    out.extend_from_slice(&b);
                }
                like(th, v, out)
            }),
            Method::new("find", |th, v, a| position(th, v, a, "find", bytes_text::find, false)),
            Method::new("rfind", |th, v, a| position(th, v, a, "rfind", bytes_text::rfind, false)),
            Method::new("index", |th, v, a| position(th, v, a, "index", bytes_text::find, true)),
            Method::new("rindex", |th, v, a| position(th, v, a, "rindex", bytes_text::rfind, true)),
            Method::new("count", |th, v, args| {
                let a = args.between(th, "count", 1, 3)?;
                let n = needle(th, &a[0])?;
                let (start, end) = window(th, a)?;
                let n = bytes_text::count(&contents(v), &n, start, end);
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
                let a = args.between(th, "splitlines", 0, 1)?;
                let keep = match a.first() {
                    Some(k) => protocol::truth(th, k)?,
                    None => false,
                };
                let all = contents(v);
                let mut out = Vec::new();
                for l in bytes_text::split_lines(&all, keep) {
                    let l = like(th, v, l.to_vec())?;
                    th.push(&mut out, l)?;
                }
                th.list(out)
            }),
            Method::new("partition", |th, v, a| partition(th, v, a, "partition", false)),
            Method::new("rpartition", |th, v, a| partition(th, v, a, "rpartition", true)),
            Method::new("replace", |th, v, args| {
                let a = args.between(th, "replace", 2, 3)?;
                let (x, y) = (expect(th, &a[0])?, expect(th, &a[1])?);
                let n = match a.get(2) {
                    Some(n) => protocol::index_i64(th, n, Builtin::OverflowError)?,
                    None => -1,
                };
                let b = bytes_text::replace(&contents(v), &x, &y, n).or_raise(th)?;
                like(th, v, b)
            }),
            Method::new("removeprefix", |th, v, args| {
                let [x] = args.exactly::<1>(th, "removeprefix")?;
                let (x, all) = (expect(th, x)?, contents(v));
                like(th, v, all.strip_prefix(&x[..]).unwrap_or(&all).to_vec())
            }),
            Method::new("removesuffix", |th, v, args| {
                let [x] = args.exactly::<1>(th, "removesuffix")?;
                let (x, all) = (expect(th, x)?, contents(v));
                like(th, v, all.strip_suffix(&x[..]).unwrap_or(&all).to_vec())
            }),
            Method::new("lower", |th, v, a| map(th, v, a, "lower", bytes_text::lower)),
            Method::new("upper", |th, v, a| map(th, v, a, "upper", bytes_text::upper)),
            Method::new("swapcase", |th, v, a| map(th, v, a, "swapcase", bytes_text::swapcase)),
            Method::new("capitalize", |th, v, a| map(th, v, a, "capitalize", bytes_text::capitalize)),
            Method::new("title", |th, v, a| map(th, v, a, "title", bytes_text::title)),
            Method::new("isalpha", |th, v, a| test(th, v, a, "isalpha", |b| bytes_text::is_all(b, u8::is_ascii_alphabetic))),
            Method::new("isdigit", |th, v, a| test(th, v, a, "isdigit", |b| bytes_text::is_all(b, u8::is_ascii_digit))),
            Method::new("isalnum", |th, v, a| test(th, v, a, "isalnum", |b| bytes_text::is_all(b, u8::is_ascii_alphanumeric))),
            Method::new("isspace", |th, v, a| test(th, v, a, "isspace", |b| bytes_text::is_all(b, |c| matches!(*c, b' ' | 9..=13)))),
            Method::new("isascii", |th, v, a| test(th, v, a, "isascii", <[u8]>::is_ascii)),
            Method::new("isupper", |th, v, a| test(th, v, a, "isupper", bytes_text::is_upper)),
            Method::new("islower", |th, v, a| test(th, v, a, "islower", bytes_text::is_lower)),
            Method::new("istitle", |th, v, a| test(th, v, a, "istitle", bytes_text::is_title)),
            Method::new("center", |th, v, a| pad(th, v, a, "center", Pad::Center)),
            Method::new("ljust", |th, v, a| pad(th, v, a, "ljust", Pad::Right)),
            Method::new("rjust", |th, v, a| pad(th, v, a, "rjust", Pad::Left)),
            Method::new("zfill", |th, v, args| {
                let [w] = args.exactly::<1>(th, "zfill")?;
                let w = protocol::index_i64(th, w, Builtin::OverflowError)?;
                let b = bytes_text::zfill(&contents(v), w).or_raise(th)?;
                like(th, v, b)
            }),
            Method::new("expandtabs", |th, v, args| {
                let a = args.between(th, "expandtabs", 0, 1)?;
                let n = match a.first() {
                    Some(n) => protocol::index_i64(th, n, Builtin::OverflowError)?,
                    None => 8,
                };
                let b = bytes_text::expand_tabs(&contents(v), n).or_raise(th)?;
                like(th, v, b)
            }),
            Method::new("translate", |th, v, args| {
                let [table, delete] = args.bind(th, &Signature { name: "translate", parameters: ["table", "delete"], required: 1, positional_only: 1, keyword_only_from: 2 })?;
                let delete = match delete {
                    Some(d) => expect(th, d)?,
                    None => Vec::new(),
                };
                let table: Option<[u8; 256]> = match table.filter(|t| !t.is_none()) {
                    Some(t) => match expect(th, t)?.try_into() {
                        Ok(t) => Some(t),
                        Err(_) => return Err(th.value_error(format_args!("translation table must be 256 characters long"))),
                    },
                    None => None,
                };
                let b = bytes_text::translate(&contents(v), table.as_ref(), &delete).or_raise(th)?;
                like(th, v, b)
            }),
            Method::fixed("maketrans", |th, _, args| {
                let [x, y] = args.exactly::<2>(th, "maketrans")?;
                let (x, y) = (expect(th, x)?, expect(th, y)?);
                if x.len() != y.len() {
                    return Err(th.value_error(format_args!("maketrans arguments must have same length")));
                }
                let mut t: [u8; 256] = core::array::from_fn(|i| i as u8);
                for (a, b) in x.into_iter().zip(y) {
                    t[a as usize] = b;
                }
                new_bytes(th, &t)
            }),
            $($extra,)*
        ]
    };
}

fn compare(_: &mut Thread, op: super::spec::CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    let (Some(x), Some(y)) = (as_bytes(a), as_bytes(b)) else { return Ok(Obj::NOT_IMPLEMENTED) };
    Ok(Obj::from_bool(op.holds(x.cmp(&y))))
}

fn contains(th: &mut Thread, v: &Obj, x: &Obj) -> R<bool> {
    let n = if int_object::is_int(x) { alloc::vec![byte_from(th, x, "byte")?] } else { expect(th, x)? };
    Ok(n.is_empty() || bytes_text::find_in(&contents(v), &n).is_some())
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
    binary: &[BinaryOp::Add, BinaryOp::Mul],
    methods: shared![],
    ..TypeSpec::new(Builtin::Bytes, const { &Vtable::of::<Bytes>() })
};

fn array(v: &Obj) -> &Mutex<Vec<u8>> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { &v.get_unchecked::<ByteArray>().payload.data }
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
                let Some(y) = as_bytes(b) else { return Ok(Obj::NOT_IMPLEMENTED) };
                array(a).lock().extend_from_slice(&y);
                Ok(a.clone())
            }
            BinaryOp::Mul => {
                let Some(n) = sequence::repeat_count(th, b)? else { return Ok(Obj::NOT_IMPLEMENTED) };
                let x = contents(a);
                *array(a).lock() = x.repeat(n);
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
    binary: &[BinaryOp::Add, BinaryOp::Mul],
    inplace: &[BinaryOp::Add, BinaryOp::Mul],
    methods: shared![
        Method::new("append", |th, v, args| {
            let [x] = args.exactly::<1>(th, "append")?;
            let b = byte_from(th, x, "byte")?;
            array(v).lock().push(b);
            Ok(Obj::NONE)
        }),
        Method::new("extend", |th, v, args| {
            let [x] = args.exactly::<1>(th, "extend")?;
            let b = match as_bytes(x) {
                Some(b) => b,
                None => from_iterable(th, x)?,
            };
            array(v).lock().extend_from_slice(&b);
            Ok(Obj::NONE)
        }),
        Method::new("insert", |th, v, args| {
            let [i, x] = args.exactly::<2>(th, "insert")?;
            let (i, b) = (protocol::index_clamped(th, i)?, byte_from(th, x, "byte")?);
            let mut d = array(v).lock();
            let n = d.len() as i64;
            let i = if i < 0 { (i + n).max(0) } else { i.min(n) };
            d.insert(i as usize, b);
            Ok(Obj::NONE)
        }),
        Method::new("pop", |th, v, args| {
            let a = args.between(th, "pop", 0, 1)?;
            let i = match a.first() {
                Some(i) => protocol::index_i64(th, i, Builtin::IndexError)?,
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
            let [x] = args.exactly::<1>(th, "remove")?;
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
        Method::new("reverse", |_, v, _| {
            array(v).lock().reverse();
            Ok(Obj::NONE)
        }),
        Method::new("clear", |_, v, _| {
            array(v).lock().clear();
            Ok(Obj::NONE)
        }),
        Method::new("copy", |th, v, _| {
            let b = contents(v);
            new_bytearray(th, b)
        }),
    ],
    ..TypeSpec::new(Builtin::ByteArray, const { &Vtable::of::<ByteArray>() })
};
