//! `bytearray`: what changes it. What it has in common with `bytes` is in `bytes_type`. Each call runs under the array's own lock; one that has views keeps
//! its size.

use super::buffer;
use super::bytes_object::{ByteArray, byte_from, from_iterable, new_bytes};
// `shared!` names most of it.
use super::bytes_type::*;
use super::iterators;
use super::sequence;
use super::slice_object::{self, Slice};
use super::spec::{BASE, BinaryOp, MATCH_SELF, Method, SlotSpec, TypeSpec, UNHASHABLE, Vtable};
use crate::isolate::Thread;
use crate::native::Signature;
use crate::native::raised::{OrRaise, R};
use crate::object::{Builtin, Obj};
use crate::text::bytes_text::{self, Pad};
use crate::text::str_search::Side;
use crate::text::text_buf::TextBuf;
use crate::types::str_object::Str;
use crate::types::{protocol, str_type};
use alloc::borrow::Cow;
use alloc::vec::Vec;
use spin::Mutex;

fn array(v: &Obj) -> &Mutex<Vec<u8>> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { &v.get_unchecked::<ByteArray>().payload.data }
}

/// Replaces all bytes of a bytearray.
fn replace_all(th: &mut Thread, v: &Obj, new: Vec<u8>) -> R<()> {
    let refused = {
        let mut d = array(v).lock();
        let refused = pinned(v) && d.len() != new.len();
        if !refused {
            *d = new;
        }
        refused
    };
    if refused { Err(buffer::exported(th)) } else { Ok(()) }
}

/// Whether a bytearray has views; asked under its lock.
fn pinned(v: &Obj) -> bool {
    v.get::<ByteArray>().is_some_and(|a| a.exports.any())
}

/// Appends to a bytearray.
fn extend(th: &mut Thread, v: &Obj, b: &[u8]) -> R<()> {
    let room = {
        let mut d = array(v).lock();
        if pinned(v) && !b.is_empty() {
            drop(d);
            return Err(buffer::exported(th));
        }
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

/// What makes the object again: bytes, or, for pickles of a version that has none, the text that they are in Latin-1.
fn reduce(th: &mut Thread, v: &Obj, version: i32) -> R<Obj> {
    let b = contents(th, v)?;
    let args = if b.is_empty() {
        th.tuple_of(&[])?
    } else if version >= 3 {
        let b = new_bytes(th, &b)?;
        th.tuple_of(&[b])?
    } else {
        let mut text = TextBuf::new();
        text.push_latin1(&b).or_raise(th)?;
        let (text, encoding) = (th.str(text.as_str())?, th.str("latin-1")?);
        th.pair(text, encoding)?
    };
    let state = super::object_reduce::getstate(th, v, false)?;
    let class = th.type_of(v).to_obj();
    th.tuple_of(&[class, args, state])
}

/// `bytearray`
pub static BYTE_ARRAY: TypeSpec = TypeSpec {
    doc: "Bytes that can change: of numbers below 256, of a buffer, of text encoded, or so many zeros.",
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
                let Some(y) = buffer::as_plain(th, b)? else {
                    let (t, c) = (th.type_name(b), th.type_name(a));
                    return Err(th.type_error(format_args!("can't concat {t} to {c}")));
                };
                extend(th, a, &y)?;
                Ok(a.clone())
            }
            BinaryOp::Mul => {
                let Some(n) = sequence::repeat_count(th, b)? else { return Ok(Obj::NOT_IMPLEMENTED) };
                let x = contents(th, a)?;
                let out = sequence::repeat_bytes(th, &x, n)?;
                replace_all(th, a, out)?;
                Ok(a.clone())
            }
            _ => Ok(Obj::NOT_IMPLEMENTED),
        }),
        new: Some(|th, cls, _| th.new_payload(cls, ByteArray::new(Vec::new()))),
        init: Some(|th, v, args| {
            let b = source(th, args, "bytearray")?;
            // What is there goes first.
            replace_all(th, v, Vec::new())?;
            replace_all(th, v, b)
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
        Method::new("__reduce__", |th, v, args| {
            args.exactly::<0>(th, "bytearray.__reduce__")?;
            reduce(th, v, 2)
        })
        .doc("Return state information for pickling."),
        Method::new("__reduce_ex__", |th, v, args| {
            args.no_keywords(th, "bytearray.__reduce_ex__")?;
            let a = args.between(th, "__reduce_ex__", 0, 1)?;
            let version = a.first().map(|n| protocol::index_c_int(th, n)).transpose()?;
            reduce(th, v, version.unwrap_or(0))
        })
        .doc("Return state information for pickling."),
        Method::new("extend", |th, v, args| {
            let [x] = args.exactly::<1>(th, "bytearray.extend")?;
            let b = match buffer::as_plain(th, x)? {
                Some(b) => b,
                None => {
                    let t = th.type_name(x);
                    if buffer::has_buffer(x) {
                        return Err(th.type_error(format_args!("can't set bytearray slice from {t}")));
                    }
                    if x.get::<Str>().is_some_and(|s| !s.as_str().is_empty()) {
                        return Err(th.type_error(format_args!("expected iterable of integers; got: 'str'")));
                    }
                    if !protocol::is_iterable(th, x) {
                        return Err(th.type_error(format_args!("can't extend bytearray with {t}")));
                    }
                    let empty = x.get::<Str>().is_some();
                    Cow::Owned(if empty { Vec::new() } else { from_iterable(th, x, "bytearray", true)? })
                }
            };
            extend(th, v, &b)?;
            Ok(Obj::NONE)
        }),
        Method::new("insert", |th, v, args| {
            let [i, x] = args.exactly::<2>(th, "insert")?;
            let (i, b) = (protocol::index_size(th, i)?, byte_from(th, x, "byte")?);
            let mut d = array(v).lock();
            let n = d.len() as i64;
            let i = if i < 0 { i.saturating_add(n).max(0) } else { i.min(n) };
            if pinned(v) {
                drop(d);
                return Err(buffer::exported(th));
            }
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
                    Err("pop from empty bytearray")
                } else if i < 0 || i >= n {
                    Err("pop index out of range")
                } else if pinned(v) {
                    Err("")
                } else {
                    Ok(d.remove(i as usize))
                }
            };
            match out {
                Ok(b) => Ok(Obj::from_i31(i32::from(b))),
                Err("") => Err(buffer::exported(th)),
                Err(text) => Err(th.raise(Builtin::IndexError, format_args!("{text}"))),
            }
        }),
        Method::new("remove", |th, v, args| {
            let [x] = args.exactly::<1>(th, "bytearray.remove")?;
            let b = byte_from(th, x, "byte")?;
            let found = {
                let mut d = array(v).lock();
                let at = d.iter().position(|c| *c == b);
                at.map(|i| {
                    let free = !pinned(v);
                    if free {
                        d.remove(i);
                    }
                    free
                })
            };
            match found {
                Some(true) => Ok(Obj::NONE),
                Some(false) => Err(buffer::exported(th)),
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
            replace_all(th, v, Vec::new())?;
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
                Some(n) => match sequence::as_index_i64(th, n, Builtin::IndexError)? {
                    None => return Err(th.type_error(format_args!("n must be an integer or None"))),
                    n => n,
                },
                None => None,
            };
            let mut d = array(v).lock();
            let size = d.len() as i64;
            let n = n.map_or(size, |n| if n < 0 { n + size } else { n });
            if !(0..=size).contains(&n) {
                drop(d);
                return Err(th.raise(Builtin::IndexError, format_args!("can't take {n} bytes outside size {size}")));
            }
            if n != 0 && pinned(v) {
                drop(d);
                return Err(buffer::exported(th));
            }
            let mut taken = Vec::new();
            if n == size {
                core::mem::swap(&mut taken, &mut *d);
            } else if taken.try_reserve(n as usize).is_ok() {
                // The caller gets the front; the rest moves down in place.
                taken.extend(d.drain(..n as usize));
            } else {
                drop(d);
                return Err(th.no_memory());
            }
            drop(d);
            new_bytes(th, &taken)
        }),
        Method::new("resize", |th, v, args| {
            let [n] = args.exactly::<1>(th, "bytearray.resize")?;
            let n = protocol::index_size(th, n)?;
            let Ok(n) = usize::try_from(n) else {
                return Err(th.value_error(format_args!("Can only resize to positive sizes, got {n}")));
            };
            let mut d = array(v).lock();
            let more = n.saturating_sub(d.len());
            if n != d.len() && pinned(v) {
                drop(d);
                return Err(buffer::exported(th));
            }
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

fn setitem(th: &mut Thread, v: &Obj, key: &Obj, value: Option<&Obj>) -> R<()> {
    let Some(a) = v.get::<ByteArray>() else { return Ok(()) };
    if key.exact::<Slice>().is_some() {
        let bounds = slice_object::Bounds::of(th, key)?;
        let new = match value {
            Some(x) if x.get::<ByteArray>().is_none() && (x.get::<Str>().is_some() || protocol::is_number(th, x)) => {
                return Err(th.type_error(format_args!("can assign only bytes, buffers, or iterables of ints in range(0, 256)")));
            }
            Some(x) => match buffer::as_any_buffer(th, x)? {
                Some(b) => buffer::owned(th, b)?,
                None => from_iterable(th, x, "bytearray", false)?,
            },
            None => Vec::new(),
        };
        let mut data = a.data.lock();
        let (start, _, step, count) = bounds.over(data.len());
        if step == 1 {
            let (x, y) = bounds.range(data.len());
            if y - x != new.len() && a.exports.any() {
                drop(data);
                return Err(buffer::exported(th));
            }
            if data.try_reserve(new.len()).is_err() {
                drop(data);
                return Err(th.no_memory());
            }
            data.splice(x..y, new);
            return Ok(());
        }
        if new.is_empty() {
            if count > 0 && a.exports.any() {
                drop(data);
                return Err(buffer::exported(th));
            }
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
    // The index is looked at before the value.
    let i = sequence::key_index(th, key, "bytearray")?;
    let byte = match value {
        Some(x) => Some(byte_from(th, x, "byte")?),
        None => None,
    };
    let i = sequence::place(i, len(v));
    let mut pinned = false;
    let done = i.is_some_and(|i| {
        let mut data = a.data.lock();
        match byte {
            _ if i >= data.len() => false,
            Some(b) => {
                data[i] = b;
                true
            }
            None if a.exports.any() => {
                pinned = true;
                true
            }
            None => {
                data.remove(i);
                true
            }
        }
    });
    if pinned {
        return Err(buffer::exported(th));
    }
    if done { Ok(()) } else { Err(th.raise(Builtin::IndexError, format_args!("bytearray index out of range"))) }
}
