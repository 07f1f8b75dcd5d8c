//! The thread's stub cache: what inline caches answer for one shape, for the sites that see many (V8's megamorphic stub cache).
//!
//! An entry is found by shape, name and purpose, so one slow lookup serves all sites. S1. A *slot* entry holds while the isolate's slot epoch is
//! the one it was filled under: the epoch moves when a class gets or loses something that comes before instance slots (a data descriptor, an
//! attribute hook). S2. A *value* entry holds while the type of its shape has the version it was filled under. Both are read before the lookup that
//! fills an entry, so that one which raced with a change is filed under what nobody will have again. S3. A value is not owned: while the version
//! matches, some type's dict holds it; it is protected like any word of a shared object, the version being read again.

use alloc::boxed::Box;

use super::register::{copy, protect_while};
use crate::isolate::Thread;
use crate::native::raised::NoMemory;
use crate::object::payload::Object;
use crate::object::{Obj, Value};
use crate::prim::Ordering;
use crate::refcount::biased;
use crate::types::type_object::Type;

/// Entries of a thread's cache.
const ENTRIES: usize = if cfg!(target_pointer_width = "64") { 1024 } else { 32 };

/// What an entry answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Purpose {
    /// `LOAD_ATTR`: a slot.
    LoadSlot,
    /// `LOAD_ATTR`: a value of the class that does not bind.
    LoadValue,
    /// `STORE_ATTR`: a slot that is there.
    StoreSlot,
    /// `STORE_ATTR`: a slot that is added, with the new shape.
    StoreAdd,
    /// `LOAD_METHOD`: a function of the class.
    Method,
}

/// Loads, stores and methods of one name lie in different places.
#[derive(Clone, Copy, Debug)]
pub enum Family {
    /// `LOAD_ATTR`
    Load = 0,
    /// `STORE_ATTR`
    Store = 1,
    /// `LOAD_METHOD`
    Method = 2,
}

/// One answer.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Identity of the interned name; 0 for an entry never used.
    pub name: usize,
    /// Shape of the receiver.
    pub shape: u32,
    /// Slot epoch (S1) or version of the type (S2).
    pub stamp: u32,
    /// Shape after a store that adds a slot.
    pub new_shape: u32,
    /// Slot, in words from the object's start.
    pub offset: u16,
    /// What it answers.
    pub purpose: Purpose,
    /// The value (S3); else unbound.
    pub value: Value,
}

/// The cache.
#[derive(Debug)]
pub struct StubCache(Box<[Entry; ENTRIES]>);

impl StubCache {
    /// An empty one.
    ///
    /// # Errors
    /// Without memory.
    pub fn new() -> Result<StubCache, NoMemory> {
        let nothing = Entry { name: 0, shape: 0, stamp: 0, new_shape: 0, offset: 0, purpose: Purpose::LoadSlot, value: Value::UNBOUND };
        Thread::boxed([nothing; ENTRIES]).map(StubCache)
    }

    #[inline(always)]
    fn place(shape: u32, name: usize, family: Family) -> usize {
        (name >> 5 ^ (shape as usize).wrapping_mul(0x9e5) ^ (family as usize) << 7) & (ENTRIES - 1)
    }

    /// The entry for a shape and name, if it is there; the caller looks at its stamp.
    #[inline(always)]
    pub fn find(&self, shape: u32, name: &Obj, family: Family) -> Option<Entry> {
        let key = name.value().to_bits();
        let e = &self.0[Self::place(shape, key, family)];
        if e.name == key && e.shape == shape { Some(*e) } else { None }
    }

    /// Files an answer for a name; `e.name` is set here.
    pub fn put(&mut self, name: &Obj, family: Family, mut e: Entry) {
        e.name = name.value().to_bits();
        self.0[Self::place(e.shape, e.name, family)] = e;
    }
}

/// A register's copy of a value entry of a receiver's type, if it still holds (S2, S3).
///
/// # Safety
/// 1. `ty` is alive and the type of the entry's shape.
#[inline]
pub unsafe fn value_of(e: &Entry, ty: &Object<Type>) -> Option<Value> {
    // Before the value is looked at: with the version it had, the value was alive just now, and its memory stays typed until this thread is
    // quiescent.
    if ty.version() != e.stamp {
        return None;
    }
    let v = e.value;
    if !v.is_pointer() {
        return Some(v);
    }
    // SAFETY: as just said.
    unsafe {
        let h = &*v.pointer_unchecked();
        let word = h.shared.load(Ordering::Acquire);
        if word & (biased::DEFERRED_BIT | biased::IMMORTAL_BIT | biased::SHARED_BIT) == 0 {
            // Only this thread reaches it, so nobody changes the dict that holds it meanwhile.
            return Some(copy(v));
        }
        protect_while(v, || ty.version() == e.stamp)
    }
}
