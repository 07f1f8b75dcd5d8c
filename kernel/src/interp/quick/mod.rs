//! Quick forms: what an instruction does in its usual case, inline, by family.
//!
//! A form calls nothing but in tail position: then it needs no stack frame of its own and saves no machine registers, which would cost more than
//! what it does. So it does by itself what needs no call (objects of this thread, small numbers, room in the buffer); anything else goes to a
//! function of the same shape ([`eval::Form`](super::eval::Form)): first, where that is common, to a `…_full` one that knows shared objects, then
//! to a body in `ops`.
//!
//! All functions here share the contract of `Form`.
#![allow(clippy::missing_safety_doc, reason = "one contract for the family, above")]

pub mod arith;
pub mod attributes;
pub mod calls;
pub mod compare;
pub mod items;
pub mod jumps;
pub mod loops;
pub mod moves;
pub mod plain;
pub mod variables;

use super::eval::{Base, Next, Pc, go};
use super::register::{copy, drop_word_by, protect_shared};
use crate::object::{Field, Header, Value};
use crate::refcount::biased;

/// Defines quick forms.
macro_rules! forms {
    ($($(#[$doc:meta])* $name:ident |$th:ident, $pc:ident, $base:ident, $w:ident| $body:block)*) => {
        $(
            $(#[$doc])*
            #[doc = concat!("(`", stringify!($name), "`)")]
            #[allow(unused_variables, unused_unsafe, reason = "all forms have the same parameters")]
            pub unsafe fn $name($th: &mut crate::isolate::Thread, $pc: $crate::interp::eval::Pc, $base: $crate::interp::eval::Base, $w: u32) -> $crate::interp::eval::Next {
                // SAFETY: the contract of `Form`.
                unsafe { $body }
            }
        )*
    };
}
use forms;

/// A register.
#[inline(always)]
unsafe fn reg(base: Base, i: u8) -> Value {
    // SAFETY: the contract of `Form`.
    unsafe { *base.add(i as usize) }
}

/// Whether two words are small integers.
#[inline(always)]
fn both_small(a: Value, b: Value) -> bool {
    a.to_bits() & b.to_bits() & 1 != 0
}

/// The small integer with these bits.
#[inline(always)]
fn raw_small(bits: isize) -> Value {
    Value::from_raw(core::ptr::without_provenance_mut(bits as usize))
}

/// The float of a flonum or small integer operand beside a flonum.
#[inline(always)]
fn as_double(v: Value) -> Option<f64> {
    if v.is_flonum() {
        Some(v.flonum_unchecked())
    } else if v.is_small() {
        Some(v.small_unchecked() as f64)
    } else {
        None
    }
}

/// Whether two words are flonums.
#[inline(always)]
fn both_flonum(a: Value, b: Value) -> bool {
    ((a.to_bits() ^ 2) | (b.to_bits() ^ 2)) & 3 == 0
}

/// The doubles of two flonums other than zero, whose pattern is special.
#[inline(always)]
fn plain_doubles(a: Value, b: Value) -> Option<(f64, f64)> {
    if !both_flonum(a, b) || a == Value::FLOAT_ZERO || b == Value::FLOAT_ZERO {
        return None;
    }
    Some((a.plain_flonum_unchecked(), b.plain_flonum_unchecked()))
}

/// The numbers of a flonum and a flonum or small integer.
#[inline(always)]
fn doubles(a: Value, b: Value) -> Option<(f64, f64)> {
    if a.is_flonum() || b.is_flonum() { Some((as_double(a)?, as_double(b)?)) } else { None }
}

/// [`doubles`] for comparisons, which are exact: an integer that a double may round goes the slow way.
#[inline(always)]
fn exact_doubles(a: Value, b: Value) -> Option<(f64, f64)> {
    let exact = |v: Value| !v.is_small() || v.small_unchecked().unsigned_abs() <= 1 << 53;
    if exact(a) && exact(b) { doubles(a, b) } else { None }
}

/// Writes a register and consumes a source that was a temporary: `spent` is its word, already taken out, or a word that is not counted.
#[inline(always)]
unsafe fn put_spent(th: &mut crate::isolate::Thread, pc: Pc, base: Base, i: u8, v: Value, spent: Value) -> Next {
    // SAFETY: the contract of `Form`.
    unsafe {
        if spent.is_counted() {
            return put_two(th, pc, base, i, v, spent);
        }
        super::eval::put(th, pc, base, i, v)
    }
}

/// Drops two owned words and goes on.
#[inline(never)]
unsafe fn drop_two(th: &mut crate::isolate::Thread, pc: Pc, base: Base, x: Value, y: Value) -> Next {
    // SAFETY: both words are owned by the caller.
    unsafe {
        for v in [x, y] {
            drop_word_by(th, v);
        }
        go(th, pc, base)
    }
}

#[inline(never)]
unsafe fn put_two(th: &mut crate::isolate::Thread, pc: Pc, base: Base, i: u8, v: Value, spent: Value) -> Next {
    // SAFETY: the contract of `Form`; both words are owned.
    unsafe {
        if biased::quick_decref(&*spent.to_raw()) {
            return super::eval::put(th, pc, base, i, v);
        }
        put_last(th, pc, base, i, v, spent)
    }
}

/// [`put_two`] when the spent word's object may end.
#[inline(never)]
unsafe fn put_last(th: &mut crate::isolate::Thread, pc: Pc, base: Base, i: u8, v: Value, spent: Value) -> Next {
    // SAFETY: as in `put_two`. The destination is written first: its register keeps the value meanwhile.
    unsafe {
        let r = base.add(i as usize);
        let old = *r;
        *r = v;
        drop_word_by(th, spent);
        drop_word_by(th, old);
        go(th, pc, base)
    }
}

/// A register's copy of the word `v` just read from `place`, a field of `holder`.
///
/// # Safety
/// 1. `v` was read from `place`, which belongs to a live object; the thread has not been quiescent since.
#[inline(always)]
pub(in crate::interp) unsafe fn protect(holder: &Header, place: &crate::prim::AtomicPtr<Header>, v: Value) -> Option<Value> {
    if !v.is_pointer() {
        return if v.is_unbound() { None } else { Some(v) };
    }
    if !biased::is_shared(holder) {
        // SAFETY: only this thread reaches the holder, which keeps the object alive.
        return Some(unsafe { copy(v) });
    }
    // SAFETY: contract 1.
    unsafe { full_protect(place, v) }
}

/// [`protect`] for a pointer in a SHARED holder.
///
/// # Safety
/// As [`protect`].
#[inline(never)]
unsafe fn full_protect(place: &crate::prim::AtomicPtr<Header>, v: Value) -> Option<Value> {
    // SAFETY: the caller's contract.
    unsafe { protect_shared(place, v) }
}

/// A register's copy of a field.
///
/// # Safety
/// 1. `field` belongs to the live object `holder`.
#[inline(always)]
pub(in crate::interp) unsafe fn load_field(holder: &Header, field: &Field) -> Option<Value> {
    let v = field.peek();
    // SAFETY: contract 1.
    unsafe { protect(holder, field.word(), v) }
}

/// A register's copy of the slot that lies `offset` words from an object's start, if it holds something.
///
/// # Safety
/// 1. The object is alive and has a field there.
#[inline(always)]
pub(in crate::interp) unsafe fn load_slot(h: &Header, offset: usize) -> Option<Value> {
    // SAFETY: contract 1.
    unsafe { load_field(h, &*core::ptr::from_ref(h).cast::<Field>().add(offset)) }
}
