//! A pointer that is good for one version of something else.
//!
//! Whoever computed an answer under a version publishes both; whoever has the version in hand gets the answer without a lock. The version is one
//! that is never used twice, and is read before what it stands for is looked at.
//!
//! V1. Only who has exchanged the version for [`BUSY`] writes the pointer: one writer at a time. Who finds another writing leaves it: the answer
//! can be had the slow way. V2. The pointer is written between [`BUSY`] and the new version, so a reader that got the new pointer finds, when it
//! looks at the version again, not the old one. V3. A reader that sees the same version before and after the pointer has that version's pointer.

use crate::prim::{AtomicPtr, AtomicU32, Ordering};

#[cfg(all(test, loom))]
mod model;

/// No version, and none that a reader asks for.
const NONE: u32 = 0;
/// No version: somebody is writing.
const BUSY: u32 = u32::MAX;

/// The pointer and its version.
#[derive(Debug)]
pub struct Versioned<T> {
    version: AtomicU32,
    pointer: AtomicPtr<T>,
}

impl<T> Versioned<T> {
    /// For no version.
    pub fn new() -> Versioned<T> {
        Versioned { version: AtomicU32::new(NONE), pointer: AtomicPtr::new(core::ptr::null_mut()) }
    }

    /// The pointer for `version`, which is not 0; `None` when it is for another.
    #[inline(always)]
    pub fn get(&self, version: u32) -> Option<*mut T> {
        // Acquire, all three: the pointer is read between the versions, and what it points to was published with it (V3).
        if version == NONE || self.version.load(Ordering::Acquire) != version {
            return None;
        }
        let pointer = self.pointer.load(Ordering::Acquire);
        if self.version.load(Ordering::Acquire) == version { Some(pointer) } else { None }
    }

    /// Makes it `pointer` for `version`, unless somebody else is writing.
    pub fn publish(&self, version: u32, pointer: *mut T) {
        let old = self.version.load(Ordering::Relaxed);
        // AcqRel: V1; the pointer's store stays behind it (V2).
        if version != NONE && old != BUSY && self.version.compare_exchange(old, BUSY, Ordering::AcqRel, Ordering::Relaxed).is_ok() {
            // Release, both: publish what the pointer leads to, and the pointer.
            self.pointer.store(pointer, Ordering::Release);
            self.version.store(version, Ordering::Release);
        }
    }
}

impl<T> Default for Versioned<T> {
    fn default() -> Self {
        Versioned::new()
    }
}
