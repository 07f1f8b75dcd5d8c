//! What lists and tuples have in common: indices, repetition, comparison, representation.

use alloc::vec::Vec;

use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R, Raised};
use crate::object::{Builtin, Obj};
use crate::text::bytes_text::HEX_DIGITS;
use crate::text::text_buf::TextBuf;
use crate::types::int_object::{Int, to_i64, to_integer};
use crate::types::spec::{CompareOp, UnaryOp};
use crate::types::{protocol, str_object};

/// Whether a key is a slice.
#[inline]
pub(crate) fn is_slice(th: &Thread, key: &Obj) -> bool {
    key.header().is_some() && th.type_of(key).layout == Builtin::Slice
}

/// The int that a value is as an index, which is asked for once: an int, or what `__index__` returns. `None` if it cannot be one.
pub(crate) fn as_index(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    if v.value().is_small() || v.exact::<Int>().is_some() {
        return Ok(Some(v.clone()));
    }
    // An instance of a subclass is an int already, whatever `__index__` it has.
    if let Some(i) = v.get::<Int>() {
        return th.big(i.value.clone()).map(Some);
    }
    match protocol::unary_opt(th, UnaryOp::Index, v)? {
        Some(i) => match to_integer(&i) {
            // A bool, or an instance of a subclass, stands for its number.
            Some(i) => th.integer(i).map(Some),
            None => Err(protocol::wrong_result(th, v, "__index__", "an int", &i)),
        },
        None => Ok(None),
    }
}

/// [`as_index`] as a machine integer; out of range raises `class` ("cannot fit 'int' into an index-sized integer").
pub(crate) fn as_index_i64(th: &mut Thread, v: &Obj, class: Builtin) -> R<Option<i64>> {
    let Some(i) = as_index(th, v)? else { return Ok(None) };
    match to_i64(&i) {
        Some(i) => Ok(Some(i)),
        None => {
            let t = th.type_name(v);
            Err(th.raise(class, format_args!("cannot fit '{t}' into an index-sized integer")))
        }
    }
}

/// An index into `len` items, negative ones counted from the end; `None` when out of range.
#[inline]
pub(crate) fn index(th: &mut Thread, key: &Obj, len: usize, what: &str) -> R<Option<usize>> {
    let i = key_index(th, key, what)?;
    Ok(place(i, len))
}

/// The index that a key of `x[key]` stands for, negative if it counts from the end; a message of the form `list indices must be integers or slices, not str` otherwise.
pub(crate) fn key_index(th: &mut Thread, key: &Obj, what: &str) -> R<i64> {
    if let Some(i) = key.value().as_small() {
        return Ok(i);
    }
    match as_index_i64(th, key, Builtin::IndexError)? {
        Some(i) => Ok(i),
        None => {
            let t = th.type_name(key);
            Err(match what {
                "string" => th.type_error(format_args!("string indices must be integers, not '{t}'")),
                _ => th.type_error(format_args!("{what} indices must be integers or slices, not {t}")),
            })
        }
    }
}

/// The place of an index that counts from the end when negative; `None` outside.
#[inline]
pub(crate) fn place(i: i64, len: usize) -> Option<usize> {
    let i = if i < 0 { i + len as i64 } else { i };
    if i >= 0 && (i as usize) < len { Some(i as usize) } else { None }
}

/// The number of repetitions in `sequence * n`; `None` when `n` is no index.
pub(crate) fn repeat_count(th: &mut Thread, n: &Obj) -> R<Option<usize>> {
    Ok(as_index_i64(th, n, Builtin::OverflowError)?.map(|n| usize::try_from(n).unwrap_or(0)))
}

/// `items * n`
pub(crate) fn repeat(th: &mut Thread, items: &[Obj], n: usize) -> R<Vec<Obj>> {
    let Some(total) = items.len().checked_mul(n) else { return Err(th.no_memory()) };
    let mut out = th.vec(total)?;
    if total == 0 {
        return Ok(out);
    }
    if let [one] = items {
        out.resize(total, one.clone());
    } else {
        for _ in 0..n {
            out.extend_from_slice(items);
        }
    }
    Ok(out)
}

/// `bytes * n`
pub(crate) fn repeat_bytes(th: &mut Thread, bytes: &[u8], n: usize) -> R<Vec<u8>> {
    let Some(total) = bytes.len().checked_mul(n) else { return Err(th.no_memory()) };
    let mut out: Vec<u8> = th.vec(total)?;
    // SAFETY: the room was reserved, and is all written.
    unsafe {
        repeat_into(out.as_mut_ptr(), bytes, n);
        out.set_len(total);
    }
    Ok(out)
}

/// Writes the hexadecimal digits of bytes.
///
/// # Safety
/// 1. There is room for two for each byte at `out`, which is no part of `bytes`.
pub(crate) unsafe fn hex_into(out: *mut u8, bytes: &[u8]) {
    for (i, byte) in bytes.iter().enumerate() {
        // SAFETY: contract 1.
        unsafe { out.cast::<[u8; 2]>().add(i).write(HEX_DIGITS[usize::from(*byte)]) };
    }
}

/// Writes bytes `n` times, one behind the other.
///
/// # Safety
/// 1. There is room for all of them at `out`, which is no part of `bytes`; their number does not overflow.
pub(crate) unsafe fn repeat_into(out: *mut u8, bytes: &[u8], n: usize) {
    let total = bytes.len() * n;
    // SAFETY: contract 1. What is copied from was written before, and lies before what is written.
    unsafe {
        match bytes {
            _ if total == 0 => {}
            [one] => out.write_bytes(*one, n),
            _ => {
                out.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
                // All there is, again and again: pieces twice as long each time.
                let mut done = bytes.len();
                while done < total {
                    let more = done.min(total - done);
                    out.add(done).copy_from_nonoverlapping(out, more);
                    done += more;
                }
            }
        }
    }
}

/// The optional `start` and `stop` of searches, as places; `stop` may lie beyond the end.
pub(crate) fn bounds(th: &mut Thread, start: Option<&Obj>, stop: Option<&Obj>, len: usize) -> R<(usize, usize)> {
    let mut place = |v: Option<&Obj>, otherwise: usize| match v {
        Some(v) => bound(th, v).map(|i| bound_place(i, len)),
        None => Ok(otherwise),
    };
    Ok((place(start, 0)?, place(stop, usize::MAX)?))
}

/// The machine integer nearest to a bound of a search.
pub(crate) fn bound(th: &mut Thread, v: &Obj) -> R<i64> {
    match as_index(th, v)? {
        Some(i) => protocol::index_clamped(th, &i),
        None => Err(th.type_error(format_args!("slice indices must be integers or have an __index__ method"))),
    }
}

/// The place of a bound of a search, which counts from the end when negative and may lie beyond it.
pub(crate) fn bound_place(i: i64, len: usize) -> usize {
    let i = if i < 0 { i.saturating_add(len as i64).max(0) } else { i };
    usize::try_from(i).unwrap_or(usize::MAX)
}

/// Equality of items: identity, or `==`.
#[inline]
pub(crate) fn same(th: &mut Thread, a: &Obj, b: &Obj) -> R<bool> {
    let (x, y) = (a.value(), b.value());
    if x.is_small() && y.is_small() {
        return Ok(x.is_same(y));
    }
    protocol::equal(th, a, b)
}

/// What a comparison says of two sequences that have no differing items in common positions.
pub(crate) fn by_length(op: CompareOp, a: usize, b: usize) -> Obj {
    Obj::from_bool(op.holds(a.cmp(&b)))
}

/// What a comparison says of two sequences whose first differing items are `a` and `b`.
pub(crate) fn by_items(th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    match op {
        CompareOp::Eq => Ok(Obj::FALSE),
        CompareOp::Ne => Ok(Obj::TRUE),
        _ => protocol::compare(th, op, a, b),
    }
}

/// `open item, item close`; `next` gives the items. Guarded against recursion by the caller.
pub(crate) fn repr_items(th: &mut Thread, open: &str, close: &str, next: &mut dyn FnMut(&mut Thread) -> R<Option<Obj>>) -> R<TextBuf> {
    let mut text = TextBuf::new();
    text.push_str(open).or_raise(th)?;
    let mut first = true;
    while let Some(item) = next(th)? {
        if !first {
            text.push_str(", ").or_raise(th)?;
        }
        first = false;
        let r = protocol::repr(th, &item)?;
        text.push_str(str_object::text(&r)).or_raise(th)?;
    }
    text.push_str(close).or_raise(th)?;
    Ok(text)
}

/// Runs `f` unless `v` is being shown already, when the text is `short`.
pub(crate) fn guarded(th: &mut Thread, v: &Obj, short: &str, f: &mut dyn FnMut(&mut Thread) -> R<Obj>) -> R<Obj> {
    if !protocol::repr_enter(th, v)? {
        return th.str(short);
    }
    let r = f(th);
    protocol::repr_leave(th);
    r
}

/// `IndexError: list index out of range` and the like.
#[cold]
pub(crate) fn out_of_range(th: &mut Thread, what: &str) -> Raised {
    th.raise(Builtin::IndexError, format_args!("{what} index out of range"))
}

/// The range of places, first and one past the last, that a slice of `count` items covers.
pub(crate) fn covered(start: i64, step: i64, count: usize) -> (usize, usize) {
    if count == 0 {
        return (0, 0);
    }
    let last = start + step * (count as i64 - 1);
    let (low, high) = if step > 0 { (start, last) } else { (last, start) };
    (low as usize, high as usize + 1)
}
