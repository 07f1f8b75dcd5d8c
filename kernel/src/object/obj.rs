//! Owned values: one counted reference each, given back on drop.

use core::ptr::NonNull;

use super::header::Header;
use super::value::Value;
use crate::refcount::biased::{self, Outcome};

/// An owned value. Cloning takes a count, dropping gives it back; small integers, flonums and immediates cost nothing.
///
/// Native code sees registers as `&Obj` too: such a borrowed one may be uncounted (D4), and [`Clone`] makes a counted one of it, so that an
/// `Obj` which native code owns is always counted.
#[repr(transparent)]
pub struct Obj(NonNull<Header>);

// SAFETY: `Obj` owns a count; counts of objects that other threads reach are atomic, and an unshared object is handed to another thread only
// after `sharing::share` (D5), which is the contract of every operation that publishes.
unsafe impl Send for Obj {}
// SAFETY: as above; a shared reference only allows to count and read.
unsafe impl Sync for Obj {}

const fn wrap(v: Value) -> Obj {
    // SAFETY: no value is the null word.
    Obj(unsafe { NonNull::new_unchecked(v.to_raw()) })
}

impl Obj {
    /// `None`
    pub const NONE: Obj = wrap(Value::NONE);
    /// `True`
    pub const TRUE: Obj = wrap(Value::TRUE);
    /// `False`
    pub const FALSE: Obj = wrap(Value::FALSE);
    /// `NotImplemented`
    pub const NOT_IMPLEMENTED: Obj = wrap(Value::NOT_IMPLEMENTED);
    /// `...`
    pub const ELLIPSIS: Obj = wrap(Value::ELLIPSIS);
    /// Nothing; never shown to programs.
    pub const UNBOUND: Obj = wrap(Value::UNBOUND);

    /// `True` or `False`.
    #[inline(always)]
    pub const fn from_bool(b: bool) -> Obj {
        wrap(Value::from_bool(b))
    }

    /// An integer known to fit 31 bits.
    #[inline(always)]
    pub const fn from_i31(i: i32) -> Obj {
        wrap(Value::from_i31(i))
    }

    /// Takes over the count that comes with `value`.
    ///
    /// # Safety
    /// 1. `value` is no pointer, or the caller owns one count of it and gives it up.
    #[inline(always)]
    pub const unsafe fn from_owned(value: Value) -> Obj {
        wrap(value)
    }

    /// A new count of a borrowed value, uncounted pointers included.
    ///
    /// # Safety
    /// 1. If `value` is a pointer, its object is alive and stays so during the call.
    #[inline(always)]
    pub unsafe fn from_borrowed(value: Value) -> Obj {
        if value.is_pointer() {
            // SAFETY: alive by contract 1.
            unsafe { biased::incref(&*value.pointer_unchecked()) };
            wrap(value.without_uncounted())
        } else {
            wrap(value)
        }
    }

    /// Sees a value word in place as an `Obj`.
    #[inline(always)]
    pub fn from_ref(value: &Value) -> &Obj {
        // SAFETY: `Obj` is a transparent `Value`; a shared reference gives no way to drop it.
        unsafe { &*core::ptr::from_ref(value).cast::<Obj>() }
    }

    /// Sees value words in place as `Obj`s.
    #[inline(always)]
    pub fn from_slice(values: &[Value]) -> &[Obj] {
        // SAFETY: as in `from_ref`.
        unsafe { core::slice::from_raw_parts(values.as_ptr().cast::<Obj>(), values.len()) }
    }

    /// The word, its count still owned by `self`.
    #[inline(always)]
    pub const fn value(&self) -> Value {
        Value::from_raw(self.0.as_ptr())
    }

    /// The word with its count.
    #[inline(always)]
    pub const fn into_value(self) -> Value {
        let v = self.value();
        core::mem::forget(self);
        v
    }

    /// The header of the object, if this is a pointer.
    #[inline(always)]
    pub fn header(&self) -> Option<&Header> {
        // SAFETY: we own a count (or borrow a register that protects it), so the object is alive as long as `self`.
        self.value().as_pointer().map(|p| unsafe { &*p })
    }

    /// Python's `is`.
    #[inline(always)]
    pub fn is(&self, other: &Obj) -> bool {
        self.value().is_same(other.value())
    }

    /// Whether this is `None`.
    #[inline(always)]
    pub fn is_none(&self) -> bool {
        self.value().is_none()
    }

    /// Whether this is the unbound marker.
    #[inline(always)]
    pub fn is_unbound(&self) -> bool {
        self.value().is_unbound()
    }

    /// Whether this is `NotImplemented`.
    #[inline(always)]
    pub fn is_not_implemented(&self) -> bool {
        self.value().is_same(Value::NOT_IMPLEMENTED)
    }
}

impl Clone for Obj {
    #[inline(always)]
    fn clone(&self) -> Obj {
        // SAFETY: `self` protects the object.
        unsafe { Obj::from_borrowed(self.value()) }
    }
}

impl Drop for Obj {
    #[inline(always)]
    fn drop(&mut self) {
        if self.value().is_counted() {
            // SAFETY: we own one count and give it up.
            unsafe { release(self.value().pointer_unchecked()) };
        }
    }
}

impl core::fmt::Debug for Obj {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.value().fmt(f)
    }
}

/// Gives up one count of an object and ends the object when it was the last.
///
/// # Safety
/// 1. The caller owns the count. 2. It does not use the object afterwards without another one.
#[inline(always)]
pub unsafe fn release(object: *mut Header) {
    // SAFETY: alive, since the caller owns a count.
    match unsafe { biased::decref(&*object) } {
        Outcome::Alive => {}
        // SAFETY: the last count is gone, nobody else can reach the object.
        Outcome::Dead => unsafe { super::lifecycle::end(object) },
        // SAFETY: the queue entry takes over the count.
        Outcome::Queue => unsafe { super::lifecycle::queue(object) },
    }
}

/// Gives up the count of a value word, if it has one.
///
/// # Safety
/// 1. The caller owns the word's count.
#[inline(always)]
pub unsafe fn release_value(value: Value) {
    if value.is_counted() {
        // SAFETY: contract 1.
        unsafe { release(value.pointer_unchecked()) };
    }
}
