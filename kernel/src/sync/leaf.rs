//! A value under a lock of its own that is a leaf: whoever holds it waits for nothing, so it may be waited for attached, detached, with an
//! object's lock held, or with the world stopped.
//!
//! What runs under it must keep that up: no attach, no detach, no program code, nothing dropped that may run some, and no second `with` of the same
//! value. A leaf may lie below another where both say so.

use freewheel_arch::Platform;

use crate::prim::{AtomicU8, UnsafeCell};
use crate::sync::lock_byte;
use crate::sync::parking::Plain;

/// A value and its lock. Under loom the value's cell is loom's, which checks that the lock orders all accesses.
pub(crate) struct Leaf<T> {
    /// Where its threads wait.
    platform: &'static dyn Platform,
    lock: AtomicU8,
    value: UnsafeCell<T>,
}

// SAFETY: the value goes with its holder.
unsafe impl<T: Send> Send for Leaf<T> {}
// SAFETY: `with` gives it to one thread at a time.
unsafe impl<T: Send> Sync for Leaf<T> {}

impl<T> Leaf<T> {
    /// Wraps a value that threads of `platform` use.
    pub(crate) fn new(platform: &'static dyn Platform, value: T) -> Leaf<T> {
        Leaf { platform, lock: AtomicU8::new(0), value: UnsafeCell::new(value) }
    }

    /// Runs `f` on the value, under its lock.
    pub(crate) fn with<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        struct Unlock<'a>(&'a AtomicU8, &'static dyn Platform);
        impl Drop for Unlock<'_> {
            fn drop(&mut self) {
                // SAFETY: 1: locked below. 2: the platform that `Plain` waits by.
                unsafe { lock_byte::unlock(self.0, self.1) }
            }
        }
        lock_byte::lock(&self.lock, &mut Plain(self.platform));
        let _unlock = Unlock(&self.lock, self.platform);
        // SAFETY: the lock is held, and `f` does not come back here: so nothing else uses the value meanwhile.
        self.value.with_mut(|value| f(unsafe { &mut *value }))
    }
}

impl<T> core::fmt::Debug for Leaf<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Leaf").field("lock", &self.lock).finish_non_exhaustive()
    }
}
