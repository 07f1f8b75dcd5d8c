//! Reading and writing registers.
//!
//! A register may hold an *uncounted* reference (bit 3) to an object that is DEFERRED or immortal (D4): such an object ends only in a
//! collection, which scans registers. Everything else is counted.

use crate::isolate::Thread;
use crate::object::obj::release;
use crate::object::{Builtin, Header, Obj, Value};
use crate::prim::{AtomicPtr, Ordering};
use crate::refcount::biased::{self, DEFERRED_BIT, IMMORTAL_BIT, SHARED_BIT};
use crate::refcount::protect::{Protected, protect};

/// A register's copy of a value: counted, or uncounted when the object allows.
///
/// # Safety
/// 1. If `v` is a pointer, its object is alive and kept so by the place it was read from.
#[inline(always)]
pub unsafe fn copy(v: Value) -> Value {
    if !v.is_counted() {
        return v;
    }
    // SAFETY: contract 1.
    let h = unsafe { &*v.pointer_unchecked() };
    // Relaxed: whichever bits are seen, the chosen way is right for them.
    let word = h.shared.load(Ordering::Relaxed);
    if word & (SHARED_BIT | IMMORTAL_BIT | DEFERRED_BIT) == 0 {
        biased::incref_for_register(h);
        v
    } else if word & (IMMORTAL_BIT | DEFERRED_BIT) != 0 {
        v.with_uncounted()
    } else {
        biased::incref_shared(h);
        v
    }
}

/// [`copy`], when that needs no call: `None` for an object that other threads may count too.
///
/// # Safety
/// 1. As for [`copy`].
#[inline(always)]
pub unsafe fn quick_copy(v: Value) -> Option<Value> {
    if !v.is_counted() {
        return Some(v);
    }
    // SAFETY: contract 1.
    let h = unsafe { &*v.pointer_unchecked() };
    // Relaxed: as in `copy`.
    let word = h.shared.load(Ordering::Relaxed);
    if word & (SHARED_BIT | IMMORTAL_BIT | DEFERRED_BIT) == 0 {
        biased::incref_for_register(h);
        Some(v)
    } else if word & (IMMORTAL_BIT | DEFERRED_BIT) != 0 {
        Some(v.with_uncounted())
    } else {
        None
    }
}

/// The shape of what a register word is: also of a small integer and of a float that is no object. Of other words that are none, [`u32::MAX`].
#[inline(always)]
pub(super) fn shape_of(v: Value) -> u32 {
    if v.is_pointer() {
        // SAFETY: a register word's object is alive. Relaxed: the shapes looked for never change.
        unsafe { (*v.pointer_unchecked()).shape.load(Ordering::Relaxed) }
    } else if v.is_small() {
        Builtin::Int.shape()
    } else if v.is_flonum() {
        Builtin::Float.shape()
    } else {
        u32::MAX
    }
}

/// Whether [`quick_copy`] of a word gives one.
///
/// # Safety
/// As [`quick_copy`].
#[inline(always)]
pub unsafe fn can_quick_copy(v: Value) -> bool {
    // SAFETY: contract 1. Relaxed: as in `copy`.
    !v.is_counted()
        || unsafe { (*v.pointer_unchecked()).shared.load(Ordering::Relaxed) } & (SHARED_BIT | IMMORTAL_BIT | DEFERRED_BIT) != SHARED_BIT
}

/// A counted word for a place in the heap, of what a register holds, when making one needs no call: a temporary's word moves, anything else is
/// counted once more.
///
/// # Safety
/// 1. `r` is a register of the running frame, and a temporary's word when `temporary`.
#[inline(always)]
pub unsafe fn quick_owned(r: *mut Value, temporary: bool) -> Option<Value> {
    // SAFETY: contract 1; what a register holds is alive.
    unsafe {
        let v = *r;
        if !v.is_pointer() {
            return if v.is_unbound() { None } else { Some(v) };
        }
        if temporary && v.is_counted() {
            *r = Value::UNBOUND;
            return Some(v);
        }
        let h = &*v.pointer_unchecked();
        // Relaxed: as in `copy`.
        let word = h.shared.load(Ordering::Relaxed);
        if word & (SHARED_BIT | IMMORTAL_BIT | DEFERRED_BIT) == 0 {
            biased::incref_local(h);
        } else if word & IMMORTAL_BIT == 0 {
            return None;
        }
        Some(v.without_uncounted())
    }
}

/// The value of a register word that is given up, as native code owns it: counted.
///
/// # Safety
/// 1. The word is owned by the caller, which gives it up.
#[inline(always)]
pub unsafe fn into_obj(v: Value) -> Obj {
    if v.is_pointer() && !v.is_counted() {
        // SAFETY: an uncounted reference's object lives at least until the next safepoint.
        unsafe { Obj::from_borrowed(v) }
    } else {
        // SAFETY: contract 1.
        unsafe { Obj::from_owned(v) }
    }
}

/// A register's copy of the pointer `v` just read from `place`, a field of a SHARED object: uncounted when the object allows, so that nothing is
/// written that other readers write too. `None` when the place holds something else by now, or `still` is false after it was looked at again.
///
/// # Safety
/// 1. The thread has not been quiescent since `v` was read: so there is an object's memory.
#[inline(always)]
pub unsafe fn protect_shared_while(place: &AtomicPtr<Header>, v: Value, still: impl Fn() -> bool) -> Option<Value> {
    // SAFETY: contract 1.
    unsafe { protect_while(v, || place.load(Ordering::Acquire) == v.to_raw() && still()) }
}

/// A register's copy of the pointer `v` that was read from some place which holds it as long as `still` says so.
///
/// # Safety
/// 1. As for [`protect_shared_while`].
#[inline(always)]
pub unsafe fn protect_while(v: Value, still: impl Fn() -> bool) -> Option<Value> {
    // SAFETY: contract 1; the count given up is the one taken.
    match unsafe { protect(v.pointer_unchecked(), still, || drop_word(v)) }? {
        Protected::Counted => Some(v),
        Protected::Uncounted => Some(v.with_uncounted()),
    }
}

/// [`protect_shared_while`] without another condition.
///
/// # Safety
/// As [`protect_shared_while`].
#[inline]
pub unsafe fn protect_shared(place: &AtomicPtr<Header>, v: Value) -> Option<Value> {
    // SAFETY: the caller's contract.
    unsafe { protect_shared_while(place, v, || true) }
}

/// Drops what a register word owns.
///
/// # Safety
/// 1. The word is owned by the caller and not used again.
#[inline(always)]
pub unsafe fn drop_word(v: Value) {
    if v.is_counted() {
        // SAFETY: contract 1.
        unsafe { release_counted(v.pointer_unchecked()) };
    }
}

/// [`drop_word`] with the thread at hand.
///
/// # Safety
/// As [`drop_word`].
#[inline(always)]
pub unsafe fn drop_word_by(th: &mut Thread, v: Value) {
    if v.is_counted() {
        // SAFETY: the caller's contract.
        unsafe { release_by(th, v.to_raw()) };
    }
}

/// Gives up one count of an object, and ends it when that was the last.
///
/// # Safety
/// 1. The caller owns the count.
#[inline(always)]
pub unsafe fn release_by(th: &mut Thread, object: *mut Header) {
    // SAFETY: contract 1, as in `object::obj::release`.
    unsafe {
        match biased::decref(&*object) {
            biased::Outcome::Alive => {}
            biased::Outcome::Dead => crate::object::lifecycle::end_by(th, object),
            biased::Outcome::Queue => crate::object::lifecycle::queue(object),
        }
    }
}

/// The count behind a register. Not inlined: the evaluation loop has it in every instruction, and its registers are worth more than a call
/// that most overwritten values do not need.
///
/// # Safety
/// As [`release`].
#[inline(never)]
unsafe fn release_counted(object: *mut Header) {
    // SAFETY: the caller's contract.
    unsafe { release(object) };
}

/// Writes a register, dropping its old value.
///
/// # Safety
/// 1. `r` is a register of the running frame; `v` is owned.
#[inline(always)]
pub unsafe fn set(r: *mut Value, v: Value) {
    // SAFETY: contract 1.
    unsafe {
        let old = *r;
        *r = v;
        drop_word(old);
    }
}
