//! What all sequences share: indices, repetition, comparison, text.

use alloc::vec::Vec;

use super::spec::CompareOp;
use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R};
use crate::object::{Builtin, Obj};
use crate::text::text_buf::TextBuf;
use crate::types::{protocol, str_object};

/// An index into `len` items, negative ones counted from the end; `None` when out of range.
#[inline]
pub fn index(th: &mut Thread, key: &Obj, len: usize, what: &str) -> R<Option<usize>> {
    let i = match key.value().as_small() {
        Some(i) => i,
        None => {
            if th.type_of(key).slots.unary().is_none() || crate::types::float_object::as_f64(key).is_some() {
                let t = th.type_name(key);
                let s = if matches!(what, "byte" | "bytearray") { "" } else { " or slices" };
                return Err(th.type_error(format_args!("{what} indices must be integers{s}, not {t}")));
            }
            protocol::index_i64(th, key, Builtin::IndexError)?
        }
    };
    let i = if i < 0 { i + len as i64 } else { i };
    Ok(if i < 0 || i >= len as i64 { None } else { Some(i as usize) })
}

/// The optional `start` and `stop` of searches, clamped.
pub fn bounds(th: &mut Thread, start: Option<&Obj>, stop: Option<&Obj>, len: usize) -> R<(usize, usize)> {
    let n = len as i64;
    let mut clamp = |v: Option<&Obj>, otherwise: i64| -> R<usize> {
        let i = match v {
            Some(v) if !v.is_none() => {
                if th.type_of(v).slots.unary().is_none() {
                    return Err(th.type_error(format_args!("slice indices must be integers or have an __index__ method")));
                }
                protocol::index_clamped(th, v)?
            }
            _ => otherwise,
        };
        Ok((if i < 0 { i.saturating_add(n).max(0) } else { i.min(n) }) as usize)
    };
    Ok((clamp(start, 0)?, clamp(stop, i64::MAX)?))
}

/// How often a sequence is repeated by `* v`; `None` when `v` is no integer.
pub fn repeat_count(th: &mut Thread, v: &Obj) -> R<Option<usize>> {
    if th.type_of(v).slots.unary().is_none() || crate::types::float_object::as_f64(v).is_some() {
        return Ok(None);
    }
    let n = protocol::index_i64(th, v, Builtin::OverflowError)?;
    Ok(Some(n.max(0) as usize))
}

/// Items repeated.
pub fn repeat(th: &mut Thread, items: &[Obj], n: usize) -> R<Vec<Obj>> {
    let Some(total) = items.len().checked_mul(n) else { return Err(th.no_memory()) };
    let mut out = th.vec(total)?;
    for _ in 0..n {
        out.extend(items.iter().cloned());
    }
    Ok(out)
}

/// Lexicographic comparison.
pub fn compare_items(th: &mut Thread, op: CompareOp, x: &[Obj], y: &[Obj]) -> R<Obj> {
    th.check_native_stack()?;
    if x.len() != y.len() {
        match op {
            CompareOp::Eq => return Ok(Obj::FALSE),
            CompareOp::Ne => return Ok(Obj::TRUE),
            _ => {}
        }
    }
    for (a, b) in x.iter().zip(y) {
        if protocol::equal(th, a, b)? {
            continue;
        }
        return match op {
            CompareOp::Eq => Ok(Obj::FALSE),
            CompareOp::Ne => Ok(Obj::TRUE),
            _ => protocol::compare(th, op, a, b),
        };
    }
    Ok(Obj::from_bool(op.holds(x.len().cmp(&y.len()))))
}

/// `open`, the items' reprs with commas, `close`.
pub fn repr_items(th: &mut Thread, items: &[Obj], open: &str, close: &str) -> R<Obj> {
    let mut out = TextBuf::new();
    out.push_str(open).or_raise(th)?;
    for (i, x) in items.iter().enumerate() {
        if i > 0 {
            out.push_str(", ").or_raise(th)?;
        }
        let r = protocol::repr(th, x)?;
        out.push_str(str_object::text(&r)).or_raise(th)?;
    }
    out.push_str(close).or_raise(th)?;
    th.str(out.as_str())
}
