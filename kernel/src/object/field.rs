//! One reference inside an object, safe to read and write by any number of threads.
//!
//! Guarantee: a read gives a value that the field held at some moment between the call's beginning and end, with a count; a write is one
//! atomic exchange. While the object that holds the field is unshared neither needs an atomic read-modify-write (D5).
//!
//! I1. The word is owned: its count goes with it. I2. When the holder is SHARED, so is what the field refers to; [`Field::set`] shares
//! before it publishes. I3. A reader uses a word it loaded only
//! after it has protected it (`refcount::protect`).
//! Progress: writers are wait-free, readers lock-free (a retry means that a writer got through).

use super::header::Header;
use super::obj::{Obj, release};
use super::value::Value;
use crate::prim::{AtomicPtr, Ordering};
use crate::refcount::{biased, protect};

/// A reference held by an object.
#[derive(Debug)]
#[repr(transparent)]
pub struct Field(AtomicPtr<Header>);

impl Field {
    /// A field that holds `value`.
    #[inline]
    pub fn new(value: Obj) -> Field {
        Field(AtomicPtr::new(value.into_value().to_raw()))
    }

    /// A field that holds nothing.
    #[inline]
    pub fn empty() -> Field {
        Field(AtomicPtr::new(Value::UNBOUND.to_raw()))
    }

    /// The word, without protection: for identity tests, for the collector, and where the caller knows that nobody writes.
    #[inline(always)]
    pub fn peek(&self) -> Value {
        // Acquire: pairs with the exchange in `set`, so that a stopped-world or owner reader sees the object's contents.
        Value::from_raw(self.0.load(Ordering::Acquire))
    }

    /// The word's atomic, for readers that protect what they read themselves.
    #[inline(always)]
    pub fn word(&self) -> &AtomicPtr<Header> {
        &self.0
    }

    /// The value, or unbound. `holder` is the header of the object that holds this field.
    #[inline(always)]
    pub fn load(&self, holder: &Header) -> Obj {
        let v = self.peek();
        if !v.is_pointer() {
            // SAFETY: not a pointer.
            return unsafe { Obj::from_owned(v) };
        }
        if !biased::is_shared(holder) {
            // SAFETY: the holder is unshared, so only this thread writes the field: the object lives.
            return unsafe { Obj::from_borrowed(v) };
        }
        self.load_shared(v)
    }

    #[inline(never)]
    fn load_shared(&self, mut v: Value) -> Obj {
        loop {
            if !v.is_pointer() {
                // SAFETY: not a pointer.
                return unsafe { Obj::from_owned(v) };
            }
            let p = v.pointer_unchecked();
            // SAFETY: read just now, so the thread has not been quiescent since (I3); the count given up is the one taken.
            if unsafe { protect::count(p, || self.peek() == v, || release(p)) } {
                // SAFETY: the count taken.
                return unsafe { Obj::from_owned(v) };
            }
            crate::prim::spin_hint();
            v = self.peek();
        }
    }

    /// The value, or `None` when the field holds nothing.
    #[inline]
    pub fn get(&self, holder: &Header) -> Option<Obj> {
        let v = self.load(holder);
        if v.is_unbound() { None } else { Some(v) }
    }

    /// Replaces the value and gives the old one. The caller has shared `value` if the holder is SHARED (see [`super::sharing::barrier`]).
    #[inline]
    pub fn replace_raw(&self, value: Obj) -> Obj {
        let new = value.into_value().to_raw();
        // AcqRel: Release publishes the new object to the Acquire of readers; Acquire takes over the old one.
        // SAFETY: the old word's count is ours now.
        unsafe { Obj::from_owned(Value::from_raw(self.0.swap(new, Ordering::AcqRel))) }
    }

    /// Replaces the value by a plain store and gives the old one.
    ///
    /// # Safety
    /// 1. The holder is unshared, or the world is stopped, or no other thread can reach the field yet.
    #[inline(always)]
    pub unsafe fn replace_unshared(&self, value: Obj) -> Obj {
        let old = self.0.load(Ordering::Relaxed);
        // Release: a reader that learns of the holder later through another publication needs nothing here; it costs nothing either.
        self.0.store(value.into_value().to_raw(), Ordering::Release);
        // SAFETY: the word's count is ours now.
        unsafe { Obj::from_owned(Value::from_raw(old)) }
    }
}

impl Drop for Field {
    #[inline]
    fn drop(&mut self) {
        let v = self.peek();
        if v.is_counted() {
            // SAFETY: I1; the holder is ending, so nobody else reaches the field.
            unsafe { release(v.pointer_unchecked()) };
        }
    }
}
