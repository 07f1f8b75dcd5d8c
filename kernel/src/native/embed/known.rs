//! What an owner, and the references that it has given out, know of an isolate: where it is, as long as it lives.

use alloc::boxed::Box;
use core::ptr::NonNull;

use spin::{Mutex, MutexGuard};

use crate::isolate::{Isolate, Thread};
use crate::prim::{AtomicUsize, Ordering, fence};

#[derive(Debug)]
struct Inner {
    /// The lock is held while somebody outside of the isolate gives a reference up, so that it does not end meanwhile.
    isolate: Mutex<Option<NonNull<Isolate>>>,
    holders: AtomicUsize,
}

/// One of those who know. (As `Arc`, which cannot be made where memory may be out.)
#[derive(Debug)]
pub(super) struct Known(NonNull<Inner>);

// SAFETY: the isolate may be used from all threads, and is under a lock; the count is atomic.
unsafe impl Send for Known {}
// SAFETY: as above.
unsafe impl Sync for Known {}

impl Known {
    /// The first, of an isolate that lives; `None` without memory.
    pub(super) fn new(isolate: NonNull<Isolate>) -> Option<Known> {
        let b = crate::prim::boxed(Inner { isolate: Mutex::new(Some(isolate)), holders: AtomicUsize::new(1) })?;
        Some(Known(NonNull::from(Box::leak(b))))
    }

    /// Where the isolate is, if it lives. It lives as long as the lock is held.
    pub(super) fn lock(&self) -> MutexGuard<'_, Option<NonNull<Isolate>>> {
        // SAFETY: alive, since we are one of its holders.
        unsafe { self.0.as_ref() }.isolate.lock()
    }

    /// Whether this is the isolate that the calling thread is attached to.
    pub(super) fn is_of(&self, th: &Thread) -> bool {
        *self.lock() == Some(th.isolate)
    }
}

impl Clone for Known {
    fn clone(&self) -> Known {
        // SAFETY: alive, since we are one of its holders.
        // Relaxed: one holder makes another; nothing is published by the number.
        unsafe { self.0.as_ref() }.holders.fetch_add(1, Ordering::Relaxed);
        Known(self.0)
    }
}

impl Drop for Known {
    fn drop(&mut self) {
        // SAFETY: alive, since we are one of its holders.
        // Release: pairs with the fence of the last one, which sees what all others did.
        if unsafe { self.0.as_ref() }.holders.fetch_sub(1, Ordering::Release) == 1 {
            fence(Ordering::Acquire);
            // SAFETY: made from a box, and nobody else is left.
            drop(unsafe { Box::from_raw(self.0.as_ptr()) });
        }
    }
}
